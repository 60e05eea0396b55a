"""The page in headless Chromium: what is seen agrees with the plan; clicks, filters, languages, colours, keys."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from turnout.models import Plan
from turnout.reports.report import write_report
from turnout.tests.reports import fabricated
from turnout.tests.reports.chromium import Opened, launched, opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser

WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
TABS = ("overview", "week", "coverage", "trips", "people")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as found:
        yield found


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("page")
    write_report(fabricated.plan(), fabricated.instance(), folder, what=["page"])
    return folder / "plan.html"


@pytest.fixture
def shown(browser: Browser, path: Path) -> Iterator[Opened]:
    with opened(browser, path) as found:
        yield found


def day_words(text: str) -> str:
    day = dt.date.fromisoformat(text)
    return f"{day.month}月{day.day}日 {WEEKDAYS[day.weekday()]}"


def test_every_session_is_listed_with_its_facts(shown: Opened, plan: Plan) -> None:
    instance = fabricated.instance()
    venues = instance["venues"].set_index("venue_id")["name"]
    people = {row["person_id"]: row["name"] for table in ("members", "lecturers", "supervisors")
              for row in instance[table].to_dict("records")}  # fmt: skip
    visits = plan.visits.set_index("session_id")
    shown.all_weeks()
    seen = {}
    for line in shown.page.locator(".listrow[data-session]").all():
        line.click()
        facts = {str(f.get_attribute("data-fact")): f.inner_text() for f in shown.page.locator("#session dd").all()}
        title = shown.page.inner_text("#session-title")
        shown.page.keyboard.press("Escape")
        assert not shown.page.locator("#session").is_visible()
        seen[facts["session_id"]] = facts | {"title": title}
    assert len(seen) == len(plan.sessions)
    for row in plan.sessions.to_dict("records"):
        facts = seen[str(row["session_id"])]
        assert facts["date"] == day_words(str(row["date"]))
        assert facts["time"] == f"{row['start']}–{row['end']}"
        assert facts["venue"].split(" · ")[0] == venues[row["venue_id"]]
        assert facts["size"] == f"{row['size']}人"
        assert facts["topic"] == row["topic"]
        assert facts.get("lecturer", "") == people.get(row["lecturer_id"], "")
        assert facts["status"] == {"held": "已召开", "planned": "计划"}[str(row["status"])]
        assert facts["title"].startswith({"study": "学习", "discussion": "研讨"}[str(row["kind"])])
        supervisor = people[visits.loc[row["session_id"], "person_id"]] if row["session_id"] in visits.index else ""
        assert facts.get("supervisor", "").split(" · ")[0] == supervisor


@pytest.mark.parametrize(
    ("by", "rows"),
    [
        ("branch", {"炼化一车间党支部", "一厂机关党支部", "特种材料室党支部"}),
        ("venue", {"一厂会议室", "特材室地下会议室"}),
        ("supervisor", {"吕书记", "施副书记"}),
    ],
)
def test_the_week_by_rows(shown: Opened, by: str, rows: set[str]) -> None:
    """The week of 20 April: three discussions of B1 and B2, one of TC03."""
    shown.tab("week")
    shown.page.click(f"[data-value={by}]")
    shown.page.click('[data-week="3"]')
    assert set(shown.texts("#week-frame .viewport .rowhead .plain")) == rows
    assert shown.page.locator(".viewport .chip").count() == 4
    cells = shown.page.locator(".viewport .gridrow").first.locator(".cell").all()
    assert len(cells) == 7


def test_the_week_by_lecturer_shows_studies_only(shown: Opened) -> None:
    shown.tab("week")
    shown.page.click("[data-value=lecturer]")
    assert shown.texts(".viewport .rowhead .plain") == ["何教授", "卫不言"]
    assert shown.page.locator(".viewport .chip.study").count() == 3
    shown.page.click('[data-step="1"]')
    assert "其他周有3场" in shown.page.inner_text("#week-empty")


def found(shown: Opened) -> int:
    return int(shown.page.inner_text("#week-count").split("场")[0])


def test_search_and_filters(shown: Opened) -> None:
    shown.all_weeks()
    assert found(shown) == 7
    for text, count in {"机关": 2, "何教授": 2, "大讨论 14": 0, "s003": 1, "吕书记 一厂会议室": 2, "xyz": 0}.items():
        shown.page.fill("#search", text)
        shown.page.wait_for_timeout(250)
        assert found(shown) == count, text
    assert shown.page.inner_text("#week-empty").startswith("没有符合条件的场次")
    shown.page.fill("#search", "")
    shown.page.wait_for_timeout(250)
    shown.page.select_option("[data-filter=kind]", "1")
    assert found(shown) == 4
    shown.page.select_option("[data-filter=committee]", label="\u3000研究院党委")
    assert found(shown) == 1
    shown.page.select_option("[data-filter=committee]", "all")
    shown.page.select_option("[data-filter=kind]", "all")
    shown.page.select_option("[data-filter=status]", "2")
    assert found(shown) == 1
    shown.page.select_option("[data-filter=status]", "all")
    shown.page.check("[data-filter=satIn]")
    assert found(shown) == 4


def test_a_row_heading_searches_for_its_name(shown: Opened) -> None:
    shown.tab("week")
    shown.page.click(".viewport .rowhead .plain >> text=一厂机关党支部")
    assert shown.page.input_value("#search") == "一厂机关党支部"
    assert shown.texts(".viewport .rowhead .plain") == ["一厂机关党支部"]


def test_headline_figures_with_bound_and_gap(shown: Opened) -> None:
    cards = shown.texts(".figure")
    assert cards[0].startswith("已安排人次 23 应安排24人次 未安排1人次 已证明不可能更少")
    assert "排期成本 233 已证明下界 230 差距 1.29%" in cards
    assert "列席成本 720 已证明下界 700 差距 2.78%" in cards
    assert "指标差额 1 距目标尚缺的支部数 已证明至少0" in cards


def test_load_by_people_and_by_sessions(shown: Opened) -> None:
    bars = shown.page.locator(".load .day")
    assert bars.count() == 6
    assert bars.nth(3).get_attribute("aria-label") == "4月20日 周一：集中学习0场0人，研讨2场5人"
    assert shown.page.inner_text(".peak") == "5"
    shown.page.click("[data-value=sessions]")
    assert shown.page.inner_text(".peak") == "2"
    shown.page.locator(".load .day").nth(3).click()
    assert shown.page.inner_text("#week-title") == "4月20日至4月26日"


def test_language_switch_leaves_nothing_behind(shown: Opened) -> None:
    shown.page.click("#language")
    assert shown.page.get_attribute("html", "lang") == "en"
    own = "东海集团党委一厂研究院炼化车间机关支部特种材料室总大区礼堂会议地下吕书记施副卫不言何教授没有主题中文"
    for name in TABS:
        shown.tab(name)
        text = shown.page.inner_text("body")
        assert {c for c in text if "\u4e00" <= c <= "\u9fff"} <= set(own), name
    shown.page.click("#language")
    assert shown.page.get_attribute("html", "lang") == "zh-CN"
    assert shown.page.inner_text("#tab-week") == "排期"


def test_light_and_dark(browser: Browser, path: Path) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    with opened(browser, path, color_scheme="dark") as dark, opened(browser, path, color_scheme="light") as light:
        night, day = dark.page.evaluate(ground), light.page.evaluate(ground)
        assert night != day
        dark.page.click("#theme")
        assert dark.page.evaluate(ground) == day
        dark.page.reload()
        assert dark.page.evaluate(ground) == day, "remembered"
        light.page.click("#theme")
        assert light.page.evaluate(ground) == night


def test_the_tree_of_coverage_by_keys(shown: Opened) -> None:
    shown.tab("coverage")
    assert shown.texts("#tree .label b") == ["东海集团党委", "一厂党委", "研究院党委"]
    shown.page.focus("#tree .node")
    for key in ("ArrowDown", "ArrowRight", "ArrowDown"):
        shown.page.keyboard.press(key)
    focused = "document.activeElement.textContent"
    assert "炼化一车间党支部" in shown.page.evaluate(focused)
    assert shown.page.locator("#tree .leaf").count() == 2
    shown.page.keyboard.press("ArrowLeft")
    assert "一厂党委" in shown.page.evaluate(focused)
    shown.page.keyboard.press("ArrowLeft")
    assert shown.page.locator("#tree .leaf").count() == 0
    shown.page.click("#tree-open")
    assert shown.page.locator("#tree .leaf.state-2").count() == 3
    shown.page.check("#only-open")
    assert shown.page.locator("#tree .leaf").count() == 0


def test_each_level_against_its_quota(shown: Opened) -> None:
    shown.tab("coverage")
    levels = shown.texts(".levels .level")
    assert levels[0].startswith("东海集团党委 · 第1级")
    assert "已覆盖3个，本季末应达2个；全年应达3个（指标100，所辖支部3个）" in levels[0]
    assert "缺1" in levels[1]
    assert "列席领导的列席次数已达上限。" in levels[1]
    assert shown.page.locator(".level.short").count() == 1


def test_trips_on_the_map_and_as_itinerary(shown: Opened) -> None:
    shown.tab("trips")
    assert shown.page.locator(".map .point").count() == 3
    assert shown.page.locator(".map .trips line").count() == 2
    shown.page.click(".listrow[data-person] >> text=施副书记")
    assert shown.page.locator(".map .trips line").count() == 0, "stays at one place"
    shown.page.click(".listrow[data-person] >> text=吕书记")
    assert shown.page.locator(".map .trips line").count() == 2
    text = " ".join(shown.page.inner_text("#itinerary").split())
    assert "4月20日 周一 09:00–11:00 炼化一车间党支部 一厂会议室 · 08:20前出发 · 路程40分钟" in text
    places = "Array.from(document.querySelectorAll('.map .point'), (node) => node.getBoundingClientRect().x)"
    before = shown.page.evaluate(places)
    shown.page.click("#zoom-in")
    nearer = shown.page.evaluate(places)
    assert max(nearer) - min(nearer) > 1.3 * (max(before) - min(before))
    shown.page.click("#zoom-fit")
    assert shown.page.evaluate(places) == before


def test_sit_ins_on_paper_hold_everybodys_itinerary(shown: Opened) -> None:
    """On the screen somebody is to be chosen first; whoever prints without choosing wants all of them."""
    shown.tab("trips")
    days = "#itinerary .itinerary h3"
    assert shown.page.locator(days).count() == 0
    shown.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert [text.split(" · ")[0] for text in shown.texts(days)] == ["吕书记", "施副书记"]
    shown.page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert shown.page.locator(days).count() == 0
    shown.page.click(".listrow[data-person] >> text=吕书记")
    shown.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert shown.page.locator(days).count() == 1


def test_people_not_placed_and_targets_not_met(shown: Opened) -> None:
    shown.tab("people")
    rows = shown.texts("#unplaced tbody tr")
    assert rows == ["卫不言 T012 特种材料室党支部 研讨 计划期内本人没有足够长的空闲时间。 最长空闲分钟：90；需要：120"]
    assert "列席指标 东海集团党委 2 3 2 1 1 列席领导的列席次数已达上限。" in shown.texts("#panel-people tbody tr")
    shown.page.fill("#find-person", "nobody")
    assert shown.texts("#unplaced tbody tr") == []


def test_keys_move_between_tabs_and_to_the_search(shown: Opened) -> None:
    shown.page.focus("#tab-overview")
    shown.page.keyboard.press("ArrowRight")
    shown.page.keyboard.press("ArrowRight")
    assert shown.page.locator("#panel-coverage").is_visible()
    shown.page.keyboard.press("End")
    assert shown.page.locator("#panel-people").is_visible()
    assert shown.page.evaluate("document.activeElement.id") == "tab-people"
    shown.page.keyboard.press("/")
    assert shown.page.evaluate("document.activeElement.id") == "search"
    assert shown.page.url.endswith("#week")


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_nothing_runs_over_the_side(browser: Browser, path: Path, width: int, language: str) -> None:
    with opened(browser, path, width) as shown:
        if language == "en":
            shown.page.click("#language")
        for name in TABS:
            shown.tab(name)
            assert shown.page.evaluate("document.documentElement.scrollWidth") <= width, name
        shown.tab("week")
        assert shown.page.locator(".chip").count() == (0 if width < 900 else 3)


def test_without_scripts_the_reader_is_told(browser: Browser, path: Path) -> None:
    with opened(browser, path, java_script_enabled=False) as shown:
        assert "JavaScript" in shown.page.inner_text("main")
