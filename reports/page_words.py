"""The words of the page, in both languages: labels by the names under which its scripts ask for them."""

from __future__ import annotations

from turnout.models.text import Text
from turnout.reports import overview, reasons, words

PAGE_FILE = "plan.html"
INDEX_FILE = "index.html"
ENTERPRISE_FOLDER = Text("enterprises", "企业")

LABELS = {
    "title": Text("Study and discussion plan", "集中学习与研讨计划"),
    "quarter": Text("{year} Q{quarter}", "{year}年第{quarter}季度"),
    "tab_overview": Text("Overview", "概览"),
    "tab_week": Text("Timetable", "排期"),
    "tab_coverage": Text("Coverage", "覆盖"),
    "tab_trips": Text("Sit-ins", "列席"),
    "tab_people": Text("Not placed", "未安排"),
    "to_index": Text("All enterprises", "全部企业"),
    "language": Text("中文", "English"),
    "theme": Text("Light or dark", "浅色或深色"),
    "print": Text("Print", "打印"),
    "skip": Text("Skip to content", "跳到正文"),
    "no_script": Text(
        "This page needs JavaScript; the same plan stands in the workbook.",
        "本页需要启用 JavaScript；同一计划另见工作簿。",
    ),
    "notes": Text("Notes", "备注"),
    "more": Text("Show {count} more", "再显示{count}条"),
    "close": Text("Close", "关闭"),
    "none": Text("Nothing to show.", "没有可显示的内容。"),
    # overview
    "placed": Text("Places given", "已安排人次"),
    "placed_of": Text("of {all} (member and kind)", "应安排{all}人次"),
    "unplaced_n": Text("{count} not placed", "未安排{count}人次"),
    "all_placed": Text("everyone is placed", "全部安排"),
    "proven_least": Text("proven: no plan can do better", "已证明不可能更少"),
    "proven_bound": Text("proven minimum {bound}", "已证明至少{bound}"),
    "members_in": Text("members: {members}, branches: {branches}", "{branches}个党支部，党员{members}名"),
    "sessions_n": Text("Sessions", "场次"),
    "studies_discussions": Text("studies: {study}, discussions: {discussion}", "集中学习{study}场，研讨{discussion}场"),
    "timetable_cost": Text("Cost of the timetable", "排期成本"),
    "sit_in_cost": Text("Cost of the sit-ins", "列席成本"),
    "of_entire": Text("whole plan, all {count} enterprises", "整个计划（{count}家企业合计）"),
    "entire_unplaced": Text("whole plan: {count} not placed", "整个计划未安排{count}人次"),
    "entire_short": Text("whole plan: short by {count}", "整个计划合计缺{count}"),
    "entire_note": Text(
        "Cost, bound and gap are worked out and proven for the whole plan of {count} enterprises, not for each of "
        "them; those shown here are the whole plan's.",
        "成本、下界与差距按{count}家企业的整个计划计算并证明，未分企业计算；本页所列的这几项均为整个计划的数字。",
    ),
    "visits_n": Text("Sit-ins", "列席"),
    "visits_detail": Text("{fallback} of them fallback", "其中兜底列席{fallback}次"),
    "visits_plain": Text("visits to discussions", "对研讨的列席次数"),
    "t1": Text("Coverage shortfall", "覆盖差额"),
    "t2": Text("Quota shortfall", "指标差额"),
    "met": Text("all targets met", "全部达到"),
    "branches_missing": Text("branches short of the target", "距目标尚缺的支部数"),
    "load": Text("Load over the quarter", "季度负荷"),
    "by_people": Text("people", "人次"),
    "by_sessions": Text("sessions", "场次"),
    "day_off": Text("day off", "休息日"),
    "day_bar": Text("{day}: studies {study} (people {sp}), discussions {discussion} (people {dp})",
                    "{day}：集中学习{study}场{sp}人，研讨{discussion}场{dp}人"),
    "cost_terms": Text("Cost by term", "成本构成"),
    "total": Text("total", "合计"),
    "lower_bound": Text("proven lower bound", "已证明下界"),
    "gap": Text("gap", "差距"),
    "posts": Text("By post type", "按岗位类别"),
    "members": Text("members", "党员"),
    "enterprises": Text("Enterprises", "企业"),
    "branches_h": Text("branches", "支部数"),
    "unplaced_h": Text("not placed", "未安排"),
    # timetable
    "search": Text("Search branch, venue, person, topic…", "搜索支部、地点、人员、主题……"),
    "group_by": Text("Rows", "按"),
    "by_branch": Text("branch", "支部"),
    "by_venue": Text("venue", "地点"),
    "by_lecturer": Text("lecturer", "主讲人"),
    "by_supervisor": Text("supervisor", "列席领导"),
    "kind": Text("Kind", "类别"),
    "all_kinds": Text("all kinds", "全部类别"),
    "committee": Text("Committee", "党组织"),
    "all_committees": Text("all committees", "全部党组织"),
    "status": Text("Status", "状态"),
    "all_status": Text("any status", "全部状态"),
    "sat_in": Text("with sit-in", "有列席"),
    "as_week": Text("Week", "周视图"),
    "as_list": Text("List", "列表"),
    "layout": Text("Layout", "视图"),
    "week_prev": Text("Previous week", "上一周"),
    "week_next": Text("Next week", "下一周"),
    "weeks": Text("Weeks", "周次"),
    "all_weeks": Text("All weeks", "全季度"),
    "found": Text("sessions: {count}", "{count}场"),
    "found_of": Text("sessions: {count} of {all}", "{count}场，共{all}场"),
    "elsewhere": Text("No session fits in this week; {count} in other weeks.",
                      "本周没有符合条件的场次，其他周有{count}场。"),
    "nothing": Text("No session fits. Change the search or the filters.", "没有符合条件的场次，请调整搜索或筛选。"),
    "lost": Text("date not known", "日期不明"),
    "expected": Text("people: {count}", "{count}人"),
    "batch": words.BATCH,
    "attending": Text("Branches attending", "参加的党支部"),
    "week_of": Text("{from} – {to}", "{from}至{to}"),
    # coverage
    "levels": Text("Each level against its quota", "各级列席指标"),
    "levels_hint": Text("The bar is the year's quota; the mark is what is due by the end of this quarter.",
                        "横条为全年指标，竖线为本季度末应达到数。"),
    "level_n": Text("level {level}", "第{level}级"),
    "due_now": Text("{achieved} covered, due by the end of the quarter {required}; due this year {annual} "
                    "(quota {quota}, {branches} branches)",
                    "已覆盖{achieved}个，本季末应达{required}个；全年应达{annual}个（指标{quota}，所辖支部{branches}个）"),
    "due_own": Text("directly under it: {achieved} of {all}, due {required}",
                    "直属{all}个，已覆盖{achieved}个，应达{required}个"),
    "short_by": Text("short by {count}", "缺{count}"),
    "tree": Text("From the enterprise to the branches", "从企业到党支部"),
    "open_all": Text("Open all", "全部展开"),
    "close_all": Text("Close all", "全部收起"),
    "only_open": Text("only branches not covered", "只看未覆盖的支部"),
    "covered_of": Text("{covered} of {all} covered", "共{all}个，已覆盖{covered}个"),
    "due": Text("due {required}", "应达{required}个"),
    "reached": Text("sits in on {count}", "本级列席{count}个"),
    "general_branch": Text("general branch", "党总支"),
    "state_2": words.STATES["now"],
    "state_1": words.STATES["earlier"],
    "state_0": words.STATES["none"],
    "members_n": Text("members: {count}", "党员{count}名"),
    # sit-ins
    "map": Text("Trips between places", "列席路线"),
    "supervisors": Text("Supervisors", "列席领导"),
    "find_supervisor": Text("Search supervisor or committee…", "搜索列席领导或党组织……"),
    "everybody": Text("All supervisors", "全部列席领导"),
    "sup_line": Text("visits: {visits} · days: {days} · travel: {minutes} min",
                     "列席{visits}次，{days}天，路程{minutes}分钟"),
    "zoom_in": Text("Zoom in", "放大"),
    "zoom_out": Text("Zoom out", "缩小"),
    "zoom_hint": Text("Ctrl and wheel zoom, dragging moves.", "按住 Ctrl 滚动可缩放，拖动可平移。"),
    "zoom_fit": Text("Show all", "全图"),
    "place_visited": Text("place with sit-ins", "有列席的地点"),
    "place_other": Text("place with sessions", "有场次的地点"),
    "place_home": Text("where trips start", "出发地"),
    "no_position": Text("Without a position on the map: {names}", "没有坐标、未在图上显示：{names}"),
    "leave_at": Text("leave by {time}", "{time}前出发"),
    "leave_before": words.PREVIOUS_DAY,
    "travel": Text("travel {minutes} min", "路程{minutes}分钟"),
    "way_home": Text("back to {place}", "返回{place}"),
    "pick": Text("Choose a supervisor to see the itinerary.", "选择一位列席领导查看行程。"),
    "km": Text("{count} km", "{count}公里"),
    # not placed
    "why": Text("Why people are not placed", "未安排的原因"),
    "who": Text("People not placed", "未安排人员"),
    "all_reasons": Text("all reasons", "全部原因"),
    "find_person": Text("Search person or branch…", "搜索人员或支部……"),
    "everyone_placed": Text("Every member has a study and a discussion.", "每名党员的集中学习和研讨均已安排。"),
    "shortfalls": Text("Targets not met", "未达到的指标"),
    "no_shortfall": Text("Every target is met.", "各项指标全部达到。"),
    "least_short": Text("Proven minimum of all shortfalls: coverage {t1}, quota {t2}.",
                        "已证明的最小差额合计：覆盖{t1}，指标{t2}。"),
    "withheld": words.WITHHELD,
    "withheld_branch": words.WITHHELD_BRANCH,
    "withheld_people": words.WITHHELD_PEOPLE,
}  # fmt: skip
"""Labels of the page by key; those with `{…}` are filled in by the scripts."""

MONTHS = tuple(
    Text(en, f"{number}月")
    for number, en in enumerate(("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), 1)
)
LISTS: dict[str, tuple[Text, ...]] = {
    "kinds": (Text("study", "学习"), Text("discussion", "研讨")),
    "statuses": tuple(words.STATUS.values()),
    "post_types": tuple(words.POST_TYPES.values()),
    "weekdays": words.WEEKDAYS,
    "months": MONTHS,
}
"""Words by number."""

CODES: dict[str, dict[str, Text]] = {
    "unplaced": reasons.UNPLACED,
    "shortfall": reasons.SHORTFALL,
    "details": reasons.DETAILS,
    "heads": words.HEADINGS,
    "targets": words.TARGETS,
    "roles": words.ROLES,
    "costs": overview.COSTS,
}
"""Words by code."""


def page_texts() -> dict[str, dict[str, object]]:
    """All words of the page by language, ready for JSON."""
    return {
        "en": {
            "labels": {key: text.en for key, text in LABELS.items()},
            **{key: [text.en for text in texts] for key, texts in LISTS.items()},
            **{key: {code: text.en for code, text in texts.items()} for key, texts in CODES.items()},
        },
        "zh": {
            "labels": {key: text.zh for key, text in LABELS.items()},
            **{key: [text.zh for text in texts] for key, texts in LISTS.items()},
            **{key: {code: text.zh for code, text in texts.items()} for key, texts in CODES.items()},
        },
    }
