"""The page in headless Chromium where much or malice stands in it: many sessions, many enterprises, markup in names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from turnout.models import Instance, Plan
from turnout.reports.report import write_report
from turnout.tests.reports import fabricated
from turnout.tests.reports.chromium import Opened, launched, opened
from turnout.tests.reports.page_reading import one_enterprise

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NAME = "</script><img src=x onerror=alert(1)>{{7*7}}\"onmouseover='alert(2)'"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as found:
        yield found


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int]:
    """A page with more than ten thousand sessions, and how many."""
    folder = tmp_path_factory.mktemp("large")
    plan, instance = one_enterprise(1430)
    write_report(plan, instance, folder, what=["page"])
    return folder / "plan.html", len(plan.sessions)


def milliseconds(shown: Opened, script: str) -> float:
    """How long a step takes, with everything laid out."""
    steps = f"{script}; document.body.offsetHeight; return performance.now() - begun;"
    return float(shown.page.evaluate(f"() => {{ const begun = performance.now(); {steps} }}"))


def test_ten_thousand_sessions_are_fast_and_only_those_in_sight_exist(
    browser: Browser, large: tuple[Path, int]
) -> None:
    path, count = large
    with opened(browser, path) as shown:
        shown.all_weeks()
        assert shown.page.locator("[data-session]").count() < 60
        assert shown.page.inner_text("#week-count") == f"{count:,}场"
        assert milliseconds(shown, "document.querySelector('#all-weeks').click()") < 3000
        assert milliseconds(shown, "document.querySelector('[data-step=\"1\"]').click()") < 3000
        assert shown.page.locator("[data-session]").count() < 200
        choose = "s.value = '1'; s.dispatchEvent(new Event('change'))"
        choose = f"const s = document.querySelector('[data-filter=kind]'); {choose}"
        assert milliseconds(shown, choose) < 3000


def test_every_one_of_ten_thousand_can_be_scrolled_to(browser: Browser, large: tuple[Path, int]) -> None:
    path, count = large
    with opened(browser, path, height=8000) as shown:
        shown.all_weeks()
        seen = shown.page.evaluate(
            """async () => {
                const box = document.querySelector('.viewport'), seen = new Set();
                box.style.visibility = 'hidden';  // painting is not what is tried here
                for (let top = 0; top < box.scrollHeight; top += box.clientHeight) {
                    box.scrollTop = top;
                    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
                    for (const row of box.querySelectorAll('[data-session]')) seen.add(row.dataset.session);
                }
                return seen.size;
            }"""
        )
        assert seen == count


def test_print_holds_all_rows_and_the_screen_few_again(browser: Browser, large: tuple[Path, int]) -> None:
    path, _ = large
    with opened(browser, path) as shown:
        shown.tab("week")
        listed = int(shown.page.inner_text("#week-count").split("场")[0].replace(",", ""))
        shown.page.click("[data-value=list]")
        shown.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        shown.page.emulate_media(media="print")
        assert shown.page.locator(".listrow[data-session]").count() == listed
        assert shown.page.evaluate("document.querySelector('.viewport').scrollHeight") > 40 * listed
        assert not shown.page.locator("#language").is_visible()
        shown.page.emulate_media(media="screen")
        shown.page.evaluate("window.dispatchEvent(new Event('afterprint'))")
        assert shown.page.locator(".listrow[data-session]").count() < 60


def test_it_prints_to_paper(browser: Browser, large: tuple[Path, int]) -> None:
    path, _ = large
    with opened(browser, path) as shown:
        shown.tab("week")
        paper = shown.page.pdf()
        assert paper.startswith(b"%PDF-")
        assert len(re.findall(rb"/Type\s*/Page\b", paper)) > 5


def test_fault_118_names_are_shown_as_they_are_and_run_nothing(
    browser: Browser, tmp_path: Path, plan: Plan, instance: Instance
) -> None:
    """Everything that has a name has this one. `opened` fails at the first dialog, error or request."""
    named = instance
    for table in ("branches", "committees", "venues", "sites", "lecturers", "supervisors", "members"):
        key = instance[table].columns[0]
        named = fabricated.renamed(named, table, "name", dict.fromkeys(instance[table][key], NAME))
    hostile = replace(plan, sessions=plan.sessions.assign(topic=NAME))
    write_report(hostile, named, tmp_path, what=["page"])
    with opened(browser, tmp_path / "plan.html") as shown:
        for name in ("overview", "week", "coverage", "trips", "people"):
            shown.tab(name)
            for button in shown.page.locator("#tree-open, .listrow[data-person] >> nth=0").all():
                if button.is_visible():
                    button.click()
            shows = shown.page.locator(f"#panel-{name}").evaluate("node => node.textContent")
            assert (NAME in shows) == (name != "overview"), name
        shown.all_weeks()
        shown.page.locator(".listrow[data-session]").first.click()
        assert shown.texts("#session dd").count(NAME) >= 3, "host, topic, lecturer"
        assert shown.page.inner_text("h1") == NAME
        assert shown.page.locator("img, iframe, object, link, script:not([type]) + script").count() == 0


def test_the_index_leads_to_the_pages_and_back(browser: Browser, tmp_path: Path) -> None:
    plan, instance = fabricated.tiled(3)
    write_report(plan, instance, tmp_path, what=["page"])
    with opened(browser, tmp_path / "index.html") as shown:
        assert shown.page.inner_text("h1") == "集中学习与研讨计划"
        links = shown.page.locator("table a")
        assert links.count() == 3
        assert shown.page.locator(".levels .level").count() == 6
        links.nth(1).click()
        shown.page.wait_for_selector("#tab-week")
        assert shown.page.inner_text("h1") == "东海集团党委"
        figures = shown.page.inner_text("#panel-overview .figures")
        assert "整个计划（3家企业合计）" in figures
        assert "已证明下界" in figures
        assert "成本、下界与差距按3家企业的整个计划计算并证明" in shown.page.inner_text(".notes")
        shown.all_weeks()
        assert shown.page.locator(".listrow[data-session]").count() == 7
        shown.page.click("#home")
        shown.page.wait_for_selector("table a")
        shown.page.click("#language")
        assert shown.page.inner_text("h1") == "Study and discussion plan"


def test_a_public_page_words_what_it_withholds(
    browser: Browser, tmp_path: Path, plan: Plan, instance: Instance
) -> None:
    write_report(plan, instance, tmp_path, what=["page"], profile="public")
    with opened(browser, tmp_path / "plan.html") as shown:
        shown.all_weeks()
        hidden = [text for text in shown.texts(".listrow[data-session]") if "（内外有别支部）" in text]
        assert len(hidden) == 2
        shown.tab("people")
        assert shown.texts("#unplaced tbody tr")[0].startswith("内外有别支部党员1人（姓名不公开）")
        shown.page.click("#language")
        shown.all_weeks()
        shown.page.click("#all-weeks")
        assert sum("(restricted branch)" in text for text in shown.texts(".listrow[data-session]")) == 2


def test_a_plan_without_any_session_is_told_so(
    browser: Browser, tmp_path: Path, plan: Plan, instance: Instance
) -> None:
    empty = {name: table.iloc[:0] for name, table in plan.tables().items()}
    write_report(Plan(manifest=plan.manifest, **empty), instance, tmp_path, what=["page"])
    with opened(browser, tmp_path / "plan.html") as shown:
        shown.tab("week")
        assert shown.page.inner_text("#week-empty").startswith("没有符合条件的场次")
        shown.tab("trips")
        assert shown.page.inner_text("#panel-trips") == "没有可显示的内容。"
        shown.tab("people")
        assert "每名党员的集中学习和研讨均已安排。" not in shown.page.inner_text("#panel-people")
