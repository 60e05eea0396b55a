"""The words of all reports, in both languages."""

from __future__ import annotations

from turnout.models.tables import POST_TYPE_WORDS, SESSION_KINDS
from turnout.models.text import Lang, Text

KINDS = SESSION_KINDS
POST_TYPES = POST_TYPE_WORDS
STATUS = {"planned": Text("planned", "计划"), "locked": Text("locked", "已锁定"), "held": Text("held", "已召开")}
ROLES = {"quota": Text("quota", "列席指标"), "fallback": Text("fallback", "兜底列席")}
TARGETS = {"coverage": Text("coverage", "覆盖率"), "quota": Text("quota", "列席指标")}
WEEKDAYS = tuple(
    Text(en, zh)
    for en, zh in zip(("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
                      ("周一", "周二", "周三", "周四", "周五", "周六", "周日"), strict=True)
)  # fmt: skip

PLAN_FILE = Text("plan", "计划")
SIGN_IN_FILE = Text("sign-in", "签到表")
CALENDAR_FOLDER = Text("calendars", "日历")

WITHHELD = Text("(not shown)", "（不公开）")
WITHHELD_BRANCH = Text("(restricted branch)", "（内外有别支部）")
WITHHELD_PEOPLE = Text(
    "{count} members of restricted branches (names not shown)", "内外有别支部党员{count}人（姓名不公开）"
)
BATCH = Text("batch {number} of {count}", "第{number}批（共{count}批）")
NOT_PLACED = Text("not placed", "未安排")
NO_PLACE = Text("unreachable", "无法到达")

HEADINGS = {
    "session_id": Text("session", "场次编码"),
    "kind": Text("kind", "类别"),
    "branch": Text("Party branch", "党支部"),
    "branch_id": Text("branch id", "支部编码"),
    "host": Text("host branch", "召开支部"),
    "committee": Text("immediate parent", "上一级党委"),
    "committee_id": Text("committee id", "组织编码"),
    "audience": Text("for", "参加范围"),
    "batch": Text("batch", "批次"),
    "date": Text("date", "日期"),
    "weekday": Text("weekday", "星期"),
    "time": Text("time", "时间"),
    "venue": Text("venue", "地点"),
    "site": Text("site", "所在地"),
    "capacity": Text("capacity", "容纳人数"),
    "lecturer": Text("lecturer", "主讲人"),
    "lecturer_id": Text("lecturer's id", "主讲人工号"),
    "supervisor": Text("sitting in", "列席领导"),
    "supervisor_id": Text("person id", "工号"),
    "own": Text("own members", "本支部应到"),
    "size": Text("expected", "应到人数"),
    "topic": Text("topic", "主题"),
    "status": Text("status", "状态"),
    "person_id": Text("person id", "工号"),
    "name": Text("name", "姓名"),
    "group": Text("crew or group", "班组"),
    "post_type": Text("post type", "岗位类别"),
    "study_date": Text("study: date", "学习日期"),
    "study_time": Text("study: time", "学习时间"),
    "study_venue": Text("study: venue", "学习地点"),
    "study_id": Text("study: session", "学习场次"),
    "discussion_date": Text("discussion: date", "研讨日期"),
    "discussion_time": Text("discussion: time", "研讨时间"),
    "discussion_venue": Text("discussion: venue", "研讨地点"),
    "discussion_id": Text("discussion: session", "研讨场次"),
    "order": Text("no.", "序号"),
    "step": Text("step", "行程"),
    "from": Text("from", "出发地"),
    "to": Text("to", "到达地"),
    "minutes": Text("travel minutes", "路程（分钟）"),
    "leave": Text("leave by", "最晚出发"),
    "role": Text("role", "列席性质"),
    "for_committee": Text("for committee", "代表党委"),
    "target": Text("target", "指标"),
    "scope": Text("committee", "党组织"),
    "level": Text("level", "层级"),
    "branches": Text("branches", "支部数"),
    "required": Text("required", "应达到"),
    "achieved": Text("achieved", "已达到"),
    "shortfall": Text("shortfall", "差额"),
    "percent": Text("achieved %", "完成率（%）"),
    "reason": Text("reason", "原因"),
    "detail": Text("details", "说明"),
    "count": Text("people", "人数"),
    "study_hours": Text("study hours", "集中学习学时"),
    "discussion_hours": Text("discussion hours", "研讨学时"),
    "hours": Text("total hours", "合计学时"),
    "held_hours": Text("of these held", "其中已召开"),
    "state": Text("state", "安排情况"),
}
"""Headings of the printed tables, by the names of the columns in the frames of `tables`."""

SHEETS = {
    "overview": Text("overview", "概览"),
    "by_branch": Text("by branch", "支部安排"),
    "by_venue": Text("by venue", "场地安排"),
    "by_lecturer": Text("by lecturer", "主讲人安排"),
    "by_day": Text("by day", "按日安排"),
    "attendance": Text("who attends", "参加人员"),
    "itineraries": Text("sit-ins by supervisor", "列席行程"),
    "visits": Text("sit-ins by branch", "支部列席"),
    "coverage": Text("coverage and quota", "覆盖与指标"),
    "unplaced": Text("unplaced", "未安排人员"),
    "credits": Text("study-hour credits", "学时"),
}
"""Names of the workbook's sheets, in order."""

TITLES = {
    "overview": Text("Overview", "计划概览"),
    "by_branch": Text("Timetable by branch", "各党支部集中学习与研讨安排"),
    "by_venue": Text("Timetable by venue", "场地使用安排"),
    "by_lecturer": Text("Timetable by lecturer", "主讲人授课安排"),
    "by_day": Text("Timetable by day", "按日安排"),
    "attendance": Text("Who attends what", "参加人员一览"),
    "itineraries": Text("Sit-ins by supervisor", "列席领导行程"),
    "visits": Text("Sit-ins by branch", "各党支部列席安排"),
    "coverage": Text("Coverage and quota by level", "列席覆盖与指标完成情况"),
    "unplaced": Text("People not placed, and why", "未安排人员及原因"),
    "credits": Text("Study-hour credits by member", "党员学时统计"),
}
"""Titles printed at the top of each page."""

STEPS = {"visit": Text("sit in", "列席"), "back": Text("return", "返程")}

SPLIT_OVER_SHEETS = Text(
    "“{sheet}” has {rows} rows, more than a sheet holds; it goes on in {count} sheets",
    "“{sheet}”共{rows}行，超过单个工作表上限，已分为{count}个工作表",
)
PAGES_BY_COMMITTEE = Text(
    "“{sheet}” has more branches than Excel takes page breaks; a new page begins for each committee only",
    "“{sheet}”的支部数超过 Excel 的分页上限，打印时仅按上一级党委分页",
)
NO_PAGE_BREAKS = Text(
    "“{sheet}” would need more page breaks than Excel takes; it prints without them",
    "“{sheet}”所需分页数超过 Excel 上限，打印时不按单位分页",
)
PART_ONLY = Text("Only what {name} and the units under it see.", "仅含{name}及其下级可见的内容。")
WHOLE_PLAN_FIGURES = Text(
    "Cost, bound and gap are those of the whole plan and are left out here.",
    "成本、下界与差距针对整个计划，此处不列。",
)
PUBLIC_NOTE = Text(
    "Public edition: names, venues and topics of restricted branches are left out; counts include them.",
    "公开版：内外有别支部的名称、人员、地点和主题不列出，人数和场次计入统计。",
)
SIGN_IN_PARTS = Text(
    "The sign-in sheets are divided into {count} files in the folder {folder}, with a sheet for each committee",
    "签到表共分为{count}个文件，存放在“{folder}”文件夹中，每个党组织一个工作表",
)
STATES = {
    "now": Text("in this plan", "本计划列席"),
    "earlier": Text("earlier this year", "本年度此前已列席"),
    "none": Text("not yet", "尚未列席"),
}
PREVIOUS_DAY = Text("{time} the day before", "前一日{time}")


def batch_of(number: int, count: int, lang: Lang) -> str:
    """`batch k of n` where an audience meets in several batches, else blank."""
    return BATCH.fill(number=number, count=count).of(lang) if count > 1 else ""
