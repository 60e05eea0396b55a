"""The page as a file: agrees with the plan, shows no more than it may, is safe whatever names hold, always the same."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import time
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from urllib.parse import unquote

import pytest

from turnout.models import Instance, Lang, Plan
from turnout.models.plan import empty_table
from turnout.reports import page_words
from turnout.reports.page_render import SCRIPTS, STYLES, TEMPLATE, safe_json
from turnout.reports.record import Profile
from turnout.reports.report import write_report
from turnout.tests.reports import fabricated
from turnout.tests.reports.page_reading import (
    attendance,
    column,
    contents,
    date,
    markup,
    one_enterprise,
    sessions,
)

HOSTILE = {
    "B1": '</script><script>alert(1)</script>',
    "B2": '"onmouseover="alert(2)" <img src=x onerror=alert(3)>',
    "TC03": "{{7*7}}{% raw %}${7*7} <!-- &lt;b&gt; ]]> \u2028",
}  # fmt: skip


def write(
    plan: Plan, instance: Instance, folder: Path, lang: Lang = "zh", under: str = "", profile: Profile = "internal"
) -> Path:
    write_report(plan, instance, folder, lang=lang, under=under, profile=profile, what=["page"])
    return folder / "plan.html"


def hostile(instance: Instance) -> Instance:
    """Markup in the names of all branches, and a link that would run."""
    changed = fabricated.renamed(instance, "branches", "name", HOSTILE)
    return fabricated.renamed(changed, "venues", "name", {"V1": "javascript:alert(4)"})


def test_every_session_stands_as_in_the_plan(tmp_path: Path, plan: Plan, instance: Instance) -> None:
    found = sessions(contents(write(plan, instance, tmp_path)))
    names = {
        **instance["branches"].set_index("branch_id")["name"],
        **instance["committees"].set_index("committee_id")["name"],
    }
    venues = instance["venues"].set_index("venue_id")["name"]
    visits = plan.visits.set_index("session_id")["person_id"]
    assert set(found) == set(plan.sessions["session_id"])
    for row in plan.sessions.to_dict("records"):
        assert found[str(row["session_id"])] == {
            "kind": row["kind"],
            "date": row["date"],
            "start": row["start"],
            "end": row["end"],
            "venue": venues[row["venue_id"]],
            "lecturer": row["lecturer_id"],
            "supervisor": visits.get(row["session_id"], ""),
            "audience": names[row["audience_id"]],
            "size": row["size"],
            "topic": row["topic"],
            "status": row["status"],
        }


def test_who_attends_agrees_by_branch(tmp_path: Path, plan: Plan, instance: Instance) -> None:
    """Where guests come from another branch, and where nobody is said to come, too."""
    seats = plan.attendance.loc[plan.attendance["session_id"] != "S005"].copy()
    seats.loc[(seats["session_id"] == "S007") & (seats["person_id"] == "T011"), "session_id"] = "S003"
    changed = replace(plan, attendance=seats)
    branch = instance["members"].set_index("person_id")["branch_id"]
    expected = seats.assign(branch=seats["person_id"].map(branch)).value_counts(["session_id", "branch"]).to_dict()
    assert attendance(contents(write(changed, instance, tmp_path))) == expected


def test_figures_cost_and_load(tmp_path: Path, plan: Plan, instance: Instance) -> None:
    data = contents(write(plan, instance, tmp_path))
    assert data["figures"] == {
        "branches": 3, "members": 12, "study": 3, "discussion": 4, "placed": 23, "unplaced": 1, "visits": 4, "t1": 0,
        "t2": 1, "bound": {"unplaced": 1, "t1": 0, "t2": 0},
    }  # fmt: skip
    assert data["cost"]["timetable"] == {
        "terms": {"session": 210, "burden": 23, "travel": 0, "off_theme_day": 0}, "total": 233, "bound": 230,
        "gap": 0.0129,
    }  # fmt: skip
    assert data["cost"]["sit_ins"]["total"] == 720
    load = {(kind, date(data, day)): people for kind in ("study", "discussion")
            for day, people in enumerate(data["load"][kind]["people"]) if people}  # fmt: skip
    assert load == plan.sessions.groupby(["kind", "date"])["size"].sum().to_dict()


def test_visits_trips_and_targets(tmp_path: Path, plan: Plan, instance: Instance) -> None:
    data = contents(write(plan, instance, tmp_path))
    ids, committees = data["sessions"]["id"], data["committees"]["committee_id"]
    v = data["visits"]
    visits = {(ids[s], committees[c]) for s, c in zip(v["session"], v["committee"], strict=True)}
    assert visits == set(zip(plan.visits["session_id"], plan.visits["committee_id"], strict=True))
    assert v["reached"] == [3, 2, 0], "B2 was visited by C1 in January, B1 now"
    t = data["trips"]
    names = [site[0] for site in data["sites"]]
    legs = {
        (data["people"][p][0], date(data, d), names[a], names[b], m, "" if s < 0 else ids[s])
        for p, d, a, b, m, s in zip(t["person"], t["day"], t["from"], t["to"], t["minutes"], t["session"], strict=True)
    }
    assert ("P1", "2026-04-20", "总部大院", "一厂区", 40, "S002") in legs
    assert ("P1", "2026-04-20", "一厂区", "总部大院", 40, "") in legs
    assert ("P2", "2026-04-20", "一厂区", "一厂区", 0, "S003") in legs
    assert len(legs) == 8
    c = data["coverage"]
    rows = {(bool(q), committees[s], level, required, achieved, shortfall, reason)
            for q, s, level, required, achieved, shortfall, reason in zip(
                c["quota"], c["scope"], c["level"], c["required"], c["achieved"], c["shortfall"], c["reason"],
                strict=True)}  # fmt: skip
    assert rows == {(r["target"] == "quota", r["scope_id"], r["level"], r["required"], r["achieved"], r["shortfall"],
                     r["reason"]) for r in plan.coverage.to_dict("records")}  # fmt: skip
    assert c["given"][-1] == 100, "the quota of 100"
    assert c["annual"][-1] == 3, "but there are only three branches"


def test_people_not_placed_with_their_reason(tmp_path: Path, plan: Plan, instance: Instance) -> None:
    u = contents(write(plan, instance, tmp_path))["unplaced"]
    assert (u["person"], u["name"], u["reason"], u["detail"]) == (
        ["T012"], ["卫不言"], ["NO_FREE_TIME"], ["longest=90 needed=120"]
    )  # fmt: skip


def test_names_of_restricted_branches_are_left_to_the_page_to_word(
    tmp_path: Path, plan: Plan, instance: Instance
) -> None:
    """That no byte names them is held for all reports together; here: what stands in their place, in both languages."""
    data = contents(write(plan, instance, tmp_path, profile="public"))
    assert column(data, "secret") == [0, 0, 1, 0, 0, 0, 1]
    assert data["branches"]["name"][2] == ""
    assert data["unplaced"]["count"] == [1]
    assert data["unplaced"]["name"] == [""]
    assert data["figures"]["members"] == 12
    assert [site for site in data["sites"] if site[0] == "研究院"] == []


def test_a_committee_sees_its_own_part(tmp_path: Path, plan: Plan, instance: Instance) -> None:
    data = contents(write(plan, instance, tmp_path, under="C1"))
    assert set(sessions(data)) == {"S001", "S002", "S003", "S004", "S005"}
    assert data["committees"]["name"] == ["一厂党委"]
    assert data["unplaced"]["person"] == []
    assert data["cost"] is None
    assert "bound" not in data["figures"]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_fault_118_markup_in_names_stays_text(tmp_path: Path, plan: Plan, instance: Instance, lang: Lang) -> None:
    plain = markup(write(plan, instance, tmp_path / "plain", lang))
    page = write(plan, hostile(instance), tmp_path / "hostile", lang)
    seen = markup(page)
    assert seen.elements == plain.elements, "no element or attribute comes from a name"
    assert {*contents(page)["branches"]["name"]} == {*HOSTILE.values()}
    assert page.read_text(encoding="utf-8").count("</script>") == 3
    assert all(not str(attrs.get("href")).startswith("javascript") for _, attrs in seen.elements)


def test_fault_118_an_enterprise_named_in_markup(tmp_path: Path, plan: Plan, instance: Instance) -> None:
    """Its name stands in the title, in the file name and in the index's link."""
    two_plans, two = fabricated.tiled(2)
    named = fabricated.renamed(two, "committees", "name", {"C0.00000": "</title><script>alert(1)</script>/../{{7*7}}"})
    write(two_plans, named, tmp_path)
    pages = sorted((tmp_path / "企业").iterdir())
    titles = [markup(path).title for path in pages]
    assert any(title.startswith("</title><script>alert(1)</script>/../{{7*7}} · ") for title in titles)
    assert {len(markup(path).elements) for path in pages} == {len(markup(pages[0]).elements)}


def test_json_holds_no_character_of_markup() -> None:
    text = {"a": "<script>&amp;</script><!-- \u2028\u2029 -->"}
    assert set(safe_json(text)) & set("<>&\u2028\u2029") == set()
    assert json.loads(safe_json(text)) == text


def test_nothing_is_fetched_and_only_the_own_script_runs(tmp_path: Path, plan: Plan, instance: Instance) -> None:
    path = write(plan, instance, tmp_path)
    page = markup(path)
    fetching = {"src", "srcset", "data", "action", "poster", "background", "ping", "xlink:href"}
    assert {name for _, attrs in page.elements for name in attrs} & fetching == set()
    assert {attrs["href"] for _, attrs in page.elements if "href" in attrs} == {"#content"}
    assert not any(name.startswith("on") or name == "style" for _, attrs in page.elements for name in attrs)
    (policy,) = [str(a["content"]) for _, a in page.elements if a.get("http-equiv") == "Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; ")
    for tag, attrs, text in page.texts:
        if attrs.get("type") != "application/json":
            digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
            assert f"{tag}-src 'sha256-{digest}'" in policy
    addresses = set(re.findall(r"https?://[^\s\"'`)]+", path.read_text(encoding="utf-8")))
    assert addresses == {"http://www.w3.org/2000/svg"}, "the name of a vocabulary, never fetched"


def test_scripts_have_no_way_from_text_to_markup() -> None:
    asset = files("turnout.reports").joinpath("assets")
    for name in SCRIPTS:
        text = asset.joinpath(name).read_text(encoding="utf-8")
        for way in (r"(inner|outer)HTML|insertAdjacentHTML|document\.write", r"\beval\b|new Function|import\(",
                    r"fetch\(|XMLHttpRequest|WebSocket|sendBeacon|EventSource"):  # fmt: skip
            assert not re.search(way, text), (name, way)


def test_equal_plans_give_equal_bytes(tmp_path: Path, plan: Plan, instance: Instance) -> None:
    first, second = (write(plan, instance, tmp_path / name).read_bytes() for name in ("one", "two"))
    assert first == second


def test_enterprises_get_a_page_each_and_an_index(tmp_path: Path) -> None:
    plan, instance = fabricated.tiled(3)
    write(plan, instance, tmp_path)
    index = contents(tmp_path / "index.html")
    common = contents(tmp_path / "plan.html")
    assert set(sessions(common)) == set(plan.sessions["session_id"])
    assert (common["home"], common["figures"], common["cost"]) == ("index.html", index["figures"], index["cost"])
    assert index["figures"]["members"] == 36
    rows = index["enterprises"]
    for name in ("study", "discussion", "unplaced", "visits", "members"):
        assert sum(row["figures"][name] for row in rows) == index["figures"][name]
    seen: set[str] = set()
    for number, row in enumerate(rows):
        page = tmp_path / unquote(row["href"])
        data = contents(page)
        assert (page.parent / data["home"]).resolve() == tmp_path.resolve() / "index.html"
        assert data["committees"]["committee_id"][0] == f"C0.{number:05d}"
        assert data["figures"]["branches"] == 3
        assert data["cost"] is None
        assert data["entire"] == {"enterprises": 3, "figures": index["figures"], "cost": index["cost"]}
        seen |= set(sessions(data))
    assert seen == set(plan.sessions["session_id"])
    assert len(list((tmp_path / "企业").iterdir())) == 3


def test_of_many_sessions_of_several_enterprises_there_is_no_common_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("turnout.reports.page.MOST_ON_ONE_PAGE", 20)
    plan, instance = fabricated.tiled(3)
    assert len(plan.sessions) == 21
    write_report(plan, instance, tmp_path, what=["page"])
    assert not (tmp_path / "plan.html").exists()
    assert len(list((tmp_path / "企业").iterdir())) == 3


def test_joint_sessions_stand_on_both_enterprises_pages_and_count_once(tmp_path: Path) -> None:
    plan, instance = fabricated.tiled(2)
    seats = plan.attendance.copy()
    guest = (seats["session_id"] == "S003.00000") & (seats["person_id"] == "M05.00000")
    seats.loc[guest, "person_id"] = "M05.00001"
    write(replace(plan, attendance=seats), instance, tmp_path)
    rows = contents(tmp_path / "index.html")["enterprises"]
    pages = [set(sessions(contents(tmp_path / unquote(row["href"])))) for row in rows]
    assert pages[0] & pages[1] == {"S003.00000"}
    assert [row["figures"]["discussion"] for row in rows] == [4, 4]


def test_a_plan_for_one_enterprise_of_two_is_one_page(tmp_path: Path) -> None:
    _, instance = fabricated.tiled(2)
    whole, _ = fabricated.tiled(1)
    data = contents(write(whole, instance, tmp_path))
    assert len(sessions(data)) == 7


def test_a_plan_without_any_session(tmp_path: Path, plan: Plan, instance: Instance) -> None:
    empty = {name: empty_table(name) for name in ("sessions", "attendance", "visits", "unplaced", "coverage")}
    data = contents(write(Plan(manifest=plan.manifest, **empty), instance, tmp_path))
    assert data["sessions"]["id"] == []
    assert data["figures"]["branches"] == 3


def test_what_cannot_be_read_is_shown_as_far_as_it_can_be(tmp_path: Path, plan: Plan, instance: Instance) -> None:
    odd = fabricated.with_sessions(plan, S001={"date": "soon", "start": "9", "venue_id": "V9", "kind": "picnic"})
    data = contents(write(odd, instance, tmp_path))
    row = data["sessions"]["id"].index("S001")
    assert (column(data, "day")[row], column(data, "start")[row], column(data, "kind")[row]) == (-9999, -1, -1)
    assert data["sessions"]["venues"][column(data, "venue")[row]][0] == "V9"


def test_every_label_is_used_and_every_used_label_is_there() -> None:
    package = files("turnout.reports")
    sources = [package.joinpath("assets", name).read_text(encoding="utf-8") for name in SCRIPTS]
    sources.append(package.joinpath("templates", TEMPLATE).read_text(encoding="utf-8"))
    text = "\n".join(sources)
    used = set(re.findall(r'\bt\(\s*"(\w+)"', text)) | set(re.findall(r'data-(?:t|title)="(\w+)"', text))
    used |= set(re.findall(r"labels\.(\w+)", text)) - {"append"}
    assert used - set(page_words.LABELS) == set()
    spelt = set(re.findall(r"\w+", text))
    built = {key for key in page_words.LABELS if re.match(r"(tab|state|by)_", key)}
    assert set(page_words.LABELS) - spelt - built == set(), "labels that nothing shows"
    listed = {path.name for path in package.joinpath("assets").iterdir() if path.name.startswith("page_")}
    assert listed == {*SCRIPTS, *STYLES}


def test_labels_are_there_in_both_languages() -> None:
    for key, text in page_words.LABELS.items():
        assert set(re.findall(r"\{\w+\}", text.en)) == set(re.findall(r"\{\w+\}", text.zh)), key
        assert text.en.strip()
        assert any(ord(c) > 0x2E80 for c in text.zh) or key == "language", key
    texts = page_words.page_texts()
    assert {k: type(v) for k, v in texts["en"].items()} == {k: type(v) for k, v in texts["zh"].items()}


def test_ten_thousand_sessions_stay_small_and_quick(tmp_path: Path) -> None:
    plan, instance = one_enterprise(1430)
    begun = time.perf_counter()
    page = write(plan, instance, tmp_path)
    assert time.perf_counter() - begun < 30
    assert len(plan.sessions) > 10_000
    assert page.stat().st_size < 2_200_000, "with 4,290 branches and 5,720 trips"
