"""The tables of an instance, one declaration each.

Reading, checking, the data guide and the workbook template all follow from these declarations.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from turnout.models.text import Text


class Kind(Enum):
    """What a cell holds, and how its canonical column looks."""

    ID = "id"  # str, trimmed, at most 64 characters; "" where blank
    TEXT = "text"  # str; "" where blank
    WHOLE = "whole"  # int64; nullable Int64 where a blank has no default
    DECIMAL = "decimal"  # float64; NaN where blank
    DATE = "date"  # datetime64[s]; NaT where blank
    TIME = "time"  # int64 minutes from 00:00; nullable Int64 where a blank has no default
    START = "start"  # datetime64[s], of a date or date-time
    END = "end"  # datetime64[s], of a date or date-time; a plain date is included whole: the next day's 00:00
    CHOICE = "choice"  # str, one of `choices`
    WEEKDAY = "weekday"  # nullable Int64, Monday 0 … Sunday 6
    CODES = "codes"  # str: shift codes separated by one space; "" where blank
    THEME_DAY = "theme_day"  # str: "", "1"…"31" or "Mon"…"Sun"


@dataclass(frozen=True)
class Column:
    """One column: its kind, limits, what it refers to, and its words for people.

    default: canonical value of a blank cell, None where a blank stays blank. default_from: the setting that gives it, as in
    `session.day_start`. dash: whether `-` is a value (off) rather than a blank. low, high: limits of numbers, and of times in
    minutes. refers: tables whose first column the id must be found in.
    """

    name: str
    kind: Kind
    heading: Text
    explain: Text
    required: bool = False
    default: int | str | None = None
    low: int | float | None = None
    high: int | float | None = None
    choices: Mapping[str, Text] | None = None
    refers: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    default_from: str = ""
    dash: bool = False

    @property
    def nullable(self) -> bool:
        """Whether a blank cell stays blank in the canonical column."""
        return not self.required and self.default is None and not self.default_from


@dataclass(frozen=True)
class Table:
    """One table. key: columns that together name a row once, () where rows may repeat."""

    name: str
    title: Text
    explain: Text
    columns: tuple[Column, ...]
    required: bool = False
    key: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()

    def column(self, name: str) -> Column:
        """One column by name. Raises KeyError."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
LATEST = 48 * 60
LARGEST = 2**31 - 1


def _choice(**words: tuple[str, str]) -> dict[str, Text]:
    return {name: Text(en, zh) for name, (en, zh) in words.items()}


POST_TYPE_WORDS = _choice(
    shift=("shift", "轮班制"),
    mobile=("mobile", "流动固定"),
    site=("site", "项目一线"),
    cross_unit=("cross-unit", "跨单位协同"),
    other=("other", "其他"),
)
COMMITTEE_KINDS = _choice(committee=("committee", "党委"), general_branch=("general branch", "党总支"))
DISCLOSURES = _choice(normal=("normal", "一般"), restricted=("restricted", "内外有别"))
DAY_KINDS = _choice(workday=("workday", "工作日"), rest=("rest day", "休息日"), holiday=("holiday", "法定节假日"))
SESSION_KINDS = _choice(study=("concentrated study", "集中学习"), discussion=("discussion", "研讨"))


def _id(name: str, en: str, zh: str, explain: Text, *synonyms: str, **more: object) -> Column:
    return Column(name, Kind.ID, Text(en, zh), explain, synonyms=synonyms, **more)  # type: ignore[arg-type]


def _name(explain: Text = Text("The name that people read.", "供人阅读的名称。"), *synonyms: str) -> Column:
    return Column("name", Kind.TEXT, Text("name", "名称"), explain, required=True, synonyms=("姓名", *synonyms))


def _person(zh: str, explain: Text, *synonyms: str, refers: tuple[str, ...] = ()) -> Column:
    words = ("人员编号", "工号", "员工编号", "人员编码", "员工号", "person id", *synonyms)
    return Column("person_id", Kind.ID, Text("person id", zh), explain, required=True, refers=refers,
                  synonyms=tuple(w for w in words if w != zh))


def _site(explain: Text, name: str = "site_id", required: bool = True, en: str = "site", zh: str = "所在地",
          synonyms: tuple[str, ...] = ("驻地", "地点编码", "site id", "site (place)")) -> Column:
    return Column(name, Kind.ID, Text(en, zh), explain, required=required, refers=("sites",), synonyms=synonyms)


def _committee(name: str, en: str, zh: str, explain: Text, required: bool, *synonyms: str) -> Column:
    return Column(name, Kind.ID, Text(en, zh), explain, required=required, refers=("committees",), synonyms=synonyms)


def _date(required: bool, explain: Text, name: str = "date", en: str = "date", zh: str = "日期", *synonyms: str) -> Column:
    return Column(name, Kind.DATE, Text(en, zh), explain, required=required, synonyms=synonyms)


def _clock(name: str, en: str, zh: str, explain: Text, *synonyms: str, required: bool = True,
           default_from: str = "") -> Column:
    return Column(name, Kind.TIME, Text(en, zh), explain, required=required, low=0, high=LATEST, synonyms=synonyms,
                  default_from=default_from)


def _weekday() -> Column:
    return Column("weekday", Kind.WEEKDAY, Text("weekday", "星期"),
                  Text("Mon…Sun; give either a date or a weekday.", "周一至周日；日期与星期二选一。"), synonyms=("周几", "星期几"))


SITES = Table(
    "sites", Text("sites", "地点"),
    Text("Places: where branches, committees, venues and supervisors are.", "地点：支部、党委、场地和列席领导所在的地方。"),
    (
        _id("site_id", "site id", "地点编码", Text("Names the place.", "地点的唯一编码。"), "地点编号", "所在地编码", required=True),
        _name(),
        Column("longitude", Kind.DECIMAL, Text("longitude", "经度"),
               Text("Degrees east; without coordinates a place is reached only by the travel table.", "东经度数；没有坐标的地点只能通过路程表到达。"),
               low=-180, high=180),
        Column("latitude", Kind.DECIMAL, Text("latitude", "纬度"), Text("Degrees north.", "北纬度数。"), low=-90, high=90),
    ),
    required=True, key=("site_id",), synonyms=("所在地", "驻地"),
)

COMMITTEES = Table(
    "committees", Text("committees", "党组织"),
    Text("The tree of committees and general branches; a root is an enterprise.", "党委与党总支的层级；没有上级的是企业。"),
    (
        _id("committee_id", "committee id", "组织编码", Text("Names the committee.", "党组织的唯一编码。"), "党委编码", "组织编号", required=True),
        _name(Text("The name that people read.", "供人阅读的名称。"), "党组织名称", "党委名称"),
        _committee("parent_id", "immediate parent", "上一级党委", Text("The committee above; blank for an enterprise.", "上级党组织；企业一级留空。"),
                   False, "直属上级党委", "上级组织", "上级编码"),
        _site(Text("Where it is.", "所在地点。")),
        Column("kind", Kind.CHOICE, Text("kind", "类别"),
               Text("A general branch does not sit in; fallback passes over it.", "党总支不承担列席；兜底时越过。"),
               default="committee", choices=COMMITTEE_KINDS, synonyms=("组织类别", "类型")),
        Column("sit_in_quota", Kind.WHOLE, Text("quota", "列席指标"),
               Text("Branches to sit in on a year; blank: the setting. At a root: of all its levels.", "每年应列席的支部数；留空取设置值。填在企业一级时对其各层级有效。"),
               low=0, high=LARGEST, synonyms=("列席数", "sit_in_quota")),
        Column("industry", Kind.TEXT, Text("industry", "行业"), Text("For reports.", "用于报表。")),
        Column("stage", Kind.TEXT, Text("stage", "批次阶段"), Text("Roll-out stage; enterprises only.", "推开阶段；仅企业一级填写。"), synonyms=("阶段",)),
    ),
    required=True, key=("committee_id",), synonyms=("党委", "党组织层级"),
)

BRANCHES = Table(
    "branches", Text("branches", "党支部"),
    Text("Party branches.", "党支部。"),
    (
        _id("branch_id", "branch id", "党支部编码", Text("Names the branch.", "党支部的唯一编码。"), "支部编码", "支部编号", required=True),
        _name(Text("The name that people read.", "供人阅读的名称。"), "党支部名称", "支部名称"),
        _committee("committee_id", "immediate parent", "上一级党委", Text("The committee or general branch directly above.", "直接上级党委或党总支。"),
                   True, "直属上级党委", "上级组织", "组织编码", "党委编码", "所在党委", "党组织", "committee id"),
        _site(Text("Where its members gather from; travel counts from here.", "党员集合出发的地点；路程由此计算。")),
        Column("theme_day", Kind.THEME_DAY, Text("theme Party day", "主题党日"),
               Text("Blank, a day of the month 1–31, or Mon…Sun.", "留空、每月几日（1–31）或星期几。")),
        Column("disclosure", Kind.CHOICE, Text("disclosure", "内外有别"),
               Text("Restricted branches are left out of public outputs.", "标为内外有别的支部不出现在公开材料中。"),
               default="normal", choices=DISCLOSURES, synonyms=("涉密", "境外", "公开范围")),
    ),
    required=True, key=("branch_id",), synonyms=("支部",),
)

GROUPS = Table(
    "groups", Text("groups", "班组"),
    Text("Crews and other groups of members with the same times.", "作息相同的班组、机组、项目组。"),
    (
        _id("group_id", "crew or group", "班组", Text("Names the group.", "班组的唯一编码。"), "班次组", "值别", "值", "小组", "班组编码", required=True),
        _name(Text("The name that people read.", "供人阅读的名称。"), "班组名称"),
        Column("post_type", Kind.CHOICE, Text("post type", "岗位类别"), Text("How its members can gather.", "决定以何种方式集中。"),
               required=True, choices=POST_TYPE_WORDS, synonyms=("岗位类型",)),
        Column("cycle", Kind.CODES, Text("rota pattern", "倒班方式"),
               Text("Shift codes separated by spaces, repeated without end; - is off.", "以空格分隔的班次代码，循环往复；- 表示休。"), synonyms=("轮班周期", "循环")),
        _date(False, Text("A date on which the first code falls.", "循环第一个班次所在的日期。"), "cycle_start", "cycle start", "起始日期"),
        Column("lead_branch_id", Kind.ID, Text("lead branch", "牵头支部"), Text("Cross-unit groups: the branch that hosts.", "跨单位协同：牵头的党支部。"),
               refers=("branches",), synonyms=("牵头单位", "lead unit")),
        Column("max_away", Kind.WHOLE, Text("most away at once", "同时离岗上限"), Text("How many may attend at any instant; blank: no limit.", "任一时刻最多可离岗参会的人数；留空不限。"),
               low=0, high=LARGEST, synonyms=("最多离岗", "离岗上限")),
    ),
    key=("group_id",),
)

SHIFTS = Table(
    "shifts", Text("shifts", "班次"),
    Text("The hours of each shift code.", "每个班次代码的起止时间。"),
    (
        _id("code", "shift", "班次", Text("The code used in rotas.", "排班中使用的代码。"), "班次名称", "班次代码", "shift (of a roster)", required=True),
        _clock("start", "shift start", "上班时间", Text("Hours from 00:00 of the code's date.", "自该日 00:00 起算。"), "开始时间", "起始时间", "start"),
        _clock("end", "shift end", "下班时间", Text("Up to 48:00: a night is 20:00–32:00.", "可到 48:00：夜班写作 20:00–32:00。"), "结束时间", "end"),
    ),
    key=("code",),
)

ROSTER = Table(
    "roster", Text("roster", "排班表"),
    Text("Dated exceptions: replace what the cycle says.", "个别日期的排班，替代循环。"),
    (
        _id("group_id", "crew or group", "班组", Text("The group.", "班组。"), "班次组", "值别", "值", "小组", "班组编码", required=True, refers=("groups",)),
        _date(True, Text("The date.", "日期。")),
        _id("code", "shift", "班次", Text("A shift code, or - for off.", "班次代码，- 表示休。"), "班次名称", "班次代码", "shift (of a roster)", required=True, dash=True),
    ),
    key=("group_id", "date"), synonyms=("轮班表", "排班明细"),
)

WINDOWS = Table(
    "windows", Text("windows", "可集中时段"),
    Text("Times at which a group can gather: meeting times, stoppages.", "班组可以集中的时段：固定见面、停工检修等。"),
    (
        _id("group_id", "crew or group", "班组", Text("The group.", "班组。"), "班次组", "值别", "值", "小组", "班组编码", required=True, refers=("groups",)),
        _date(False, Text("One date; give either a date or a weekday.", "某一日期；日期与星期二选一。")),
        _weekday(),
        _date(False, Text("First date of a weekday row.", "按星期给出时的首日。"), "from", "from", "自"),
        _date(False, Text("Last date of a weekday row.", "按星期给出时的末日。"), "until", "until", "至"),
        _clock("start", "start", "开始时间", Text("Begins.", "开始。"), "起始时间"),
        _clock("end", "end", "结束时间", Text("Ends; up to 48:00.", "结束；可到 48:00。")),
        Column("burden", Kind.WHOLE, Text("burden", "负担"), Text("Cost per attendee, 0–1000.", "每人次的负担成本，0–1000。"), default=0, low=0, high=1000),
    ),
    synonyms=("时段", "见面时间", "停工时段"),
)

MEMBERS = Table(
    "members", Text("members", "党员"),
    Text("Party members.", "党员。"),
    (
        _person("工号", Text("Names the person, in every table.", "人员的唯一编号，各表通用。")),
        Column("name", Kind.TEXT, Text("name", "姓名"), Text("The person's name.", "姓名。"), required=True, synonyms=("名称",)),
        _id("branch_id", "branch", "所在党支部", Text("The member's branch.", "所在党支部编码。"), "党支部编码", "党支部", "所属党支部", "党支部名称", "支部",
            "支部编码", "branch id", required=True, refers=("branches",)),
        _id("group_id", "crew or group", "班组", Text("Blank: post type other, no group.", "留空：岗位类别为其他，无班组。"), "班次组", "值别", "值", "小组", "班组编码",
            refers=("groups",)),
    ),
    required=True, key=("person_id",), synonyms=("人员", "党员名册"),
)

ABSENCES = Table(
    "absences", Text("absences", "请假"),
    Text("When members, lecturers or supervisors are away.", "党员、主讲人、列席领导不在岗的时间。"),
    (
        _person("工号", Text("Who is away.", "何人不在岗。"), refers=("members", "lecturers", "supervisors")),
        Column("start", Kind.START, Text("start", "开始时间"), Text("A date or date-time.", "日期或日期时间。"), required=True, synonyms=("起始时间", "开始日期")),
        Column("end", Kind.END, Text("end", "结束时间"), Text("A date (included whole) or date-time.", "日期（含当日）或日期时间。"), required=True, synonyms=("结束日期",)),
    ),
    synonyms=("不在岗", "请假表"),
)

VENUES = Table(
    "venues", Text("venues", "场地"),
    Text("Rooms.", "会议室等场地。"),
    (
        _id("venue_id", "venue id", "场地编码", Text("Names the venue.", "场地的唯一编码。"), "场地编号", "地点编码", required=True),
        _name(Text("The name that people read.", "供人阅读的名称。"), "场地名称", "地点", "场地", "场所", "会议地点"),
        _site(Text("Where it is.", "所在地点。"), synonyms=("驻地", "所在地编码", "site id", "site (place)")),
        Column("capacity", Kind.WHOLE, Text("capacity", "容纳人数"), Text("Seats for attendees.", "可容纳的参会人数。"), required=True, low=0, high=LARGEST - 1,
               synonyms=("座位数",)),
        _committee("committee_id", "for committee", "归属党委", Text("Blank: anyone; else only audiences at or under it.", "留空：不限；否则仅限该党组织及其下级使用。"),
                   False, "党委", "组织编码", "党委编码", "committee id"),
        _clock("open", "opens", "开放时间", Text("Daily; blank: the day's start.", "每日；留空取每日开始。"), "开门时间", "open", required=False,
               default_from="session.day_start"),
        _clock("close", "closes", "关闭时间", Text("Daily; blank: the day's end.", "每日；留空取每日结束。"), "关门时间", "close", required=False,
               default_from="session.day_end"),
    ),
    required=True, key=("venue_id",), synonyms=("会议室", "场所"),
)

CLOSURES = Table(
    "closures", Text("closures", "场地停用"),
    Text("When venues cannot be used.", "场地不能使用的时间。"),
    (
        _id("venue_id", "venue id", "场地编码", Text("The venue.", "场地。"), "场地编号", "场地", required=True, refers=("venues",)),
        Column("start", Kind.START, Text("start", "开始时间"), Text("A date or date-time.", "日期或日期时间。"), required=True, synonyms=("起始时间", "开始日期")),
        Column("end", Kind.END, Text("end", "结束时间"), Text("A date (included whole) or date-time.", "日期（含当日）或日期时间。"), required=True, synonyms=("结束日期",)),
    ),
)

LECTURERS = Table(
    "lecturers", Text("lecturers", "主讲人"),
    Text("Who may lecture at studies.", "可为集中学习授课的人。"),
    (
        _person("工号", Text("Names the person.", "人员编号。")),
        Column("name", Kind.TEXT, Text("name", "姓名"), Text("The person's name.", "姓名。"), required=True, synonyms=("主讲人", "授课人", "主讲", "名称")),
        _committee("committee_id", "for committee", "授课范围党委", Text("Lectures to audiences at or under it.", "可为该党组织及其下级授课。"),
                   True, "党委", "组织编码", "党委编码", "所在党委", "党组织", "committee id"),
        _site(Text("For information.", "供参考。"), required=False),
        Column("max_sessions", Kind.WHOLE, Text("most sessions", "授课上限"), Text("In this plan; blank: no limit.", "本计划内最多授课次数；留空不限。"), low=0, high=LARGEST,
               synonyms=("授课次数上限",)),
    ),
    key=("person_id",), synonyms=("授课人", "主讲", "师资"),
)

LECTURER_WINDOWS = Table(
    "lecturer_windows", Text("lecturer windows", "主讲人时段"),
    Text("When a lecturer can lecture; without rows: office hours of workdays.", "主讲人可授课的时段；没有记录的按工作日办公时间。"),
    (
        _person("工号", Text("The lecturer.", "主讲人。"), refers=("lecturers",)),
        _date(False, Text("One date; give either a date or a weekday.", "某一日期；日期与星期二选一。")),
        _weekday(),
        _clock("start", "start", "开始时间", Text("Begins.", "开始。"), "起始时间"),
        _clock("end", "end", "结束时间", Text("Ends; up to 48:00.", "结束；可到 48:00。")),
    ),
    synonyms=("授课时段", "主讲时段"),
)

SUPERVISORS = Table(
    "supervisors", Text("supervisors", "列席领导"),
    Text("Who sits in for a committee.", "代表党委列席研讨的领导。"),
    (
        _person("工号", Text("Names the person; a member with this id is the same person.", "人员编号；与党员表同号即同一人。")),
        Column("name", Kind.TEXT, Text("name", "姓名"), Text("The person's name.", "姓名。"), required=True, synonyms=("列席领导", "列席人员", "名称")),
        _committee("committee_id", "committee", "所在党委", Text("Sits in for this committee.", "代表该党委列席。"),
                   True, "党委", "组织编码", "党委编码", "党组织", "committee id"),
        _site(Text("Where trips start and end.", "出发和返回的地点。")),
        Column("max_visits", Kind.WHOLE, Text("most visits", "列席上限"), Text("In this plan.", "本计划内最多列席次数。"), default=12, low=0, high=LARGEST, synonyms=("列席次数上限",)),
        Column("max_visits_per_day", Kind.WHOLE, Text("most visits a day", "每日列席上限"), Text("On one date.", "同一日期最多列席次数。"), default=3, low=0, high=LARGEST),
    ),
    key=("person_id",), synonyms=("列席人员", "列席人"),
)

TRAVEL = Table(
    "travel", Text("travel", "路程"),
    Text("Minutes between places; replaces the formula.", "地点之间的路程分钟数，替代按坐标估算。"),
    (
        _site(Text("From.", "出发地点。"), "from_site", en="from", zh="出发地", synonyms=("起点", "从", "from site")),
        _site(Text("To; both ways unless the other way is given too.", "到达地点；未给出反向时往返相同。"), "to_site", en="to", zh="到达地", synonyms=("终点", "到", "to site")),
        Column("minutes", Kind.WHOLE, Text("travel minutes", "路程(分钟)"), Text("Minutes.", "分钟。"), required=True, low=0, high=1_000_000, synonyms=("路程", "分钟", "路程（分钟）")),
    ),
    key=("from_site", "to_site"), synonyms=("路程表",),
)

CALENDAR = Table(
    "calendar", Text("calendar", "日历"),
    Text("Overrides the built-in official calendar.", "替代内置的官方节假日安排。"),
    (
        _date(True, Text("The date.", "日期。")),
        Column("kind", Kind.CHOICE, Text("kind", "类别"), Text("Workday, rest day or holiday.", "工作日、休息日或法定节假日。"), required=True, choices=DAY_KINDS, synonyms=("类型",)),
        Column("name", Kind.TEXT, Text("name", "名称"), Text("For reading.", "备注名称。"), synonyms=("说明", "备注")),
    ),
    key=("date",), synonyms=("节假日",),
)

TOPICS = Table(
    "topics", Text("topics", "主题"),
    Text("Topics fixed beforehand; the nearest scope upwards wins.", "事先确定的主题；取最近的上级。"),
    (
        _id("scope_id", "branch or committee", "组织或支部编码", Text("A branch or committee.", "党支部或党组织编码。"), "组织编码", "党支部编码", "范围", required=True,
            refers=("branches", "committees")),
        Column("kind", Kind.CHOICE, Text("kind", "类别"), Text("Study or discussion.", "集中学习或研讨。"), required=True, choices=SESSION_KINDS, synonyms=("类型",)),
        Column("title", Kind.TEXT, Text("topic", "研讨主题"), Text("The title.", "题目。"), required=True, synonyms=("议题", "主题", "会议名称", "题目")),
    ),
    key=("scope_id", "kind"), synonyms=("研讨主题", "议题"),
)

VISITS_DONE = Table(
    "visits_done", Text("visits done", "已列席"),
    Text("Sit-ins made earlier, none of this plan's own.", "此前已完成的列席，不含本计划。"),
    (
        _id("branch_id", "host branch", "党支部编码", Text("The branch visited.", "被列席的党支部。"), "支部编码", "党支部", "支部", "branch id", required=True, refers=("branches",)),
        _committee("committee_id", "committee", "列席党委", Text("The committee that sat in.", "列席的党委。"), True, "组织编码", "党委编码", "党委", "committee id"),
        _id("person_id", "person id", "工号", Text("Who sat in.", "列席人员。"), "人员编号", "员工编号", "列席人员"),
        _date(True, Text("The date.", "日期。")),
    ),
    synonyms=("列席记录",),
)

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        SITES, COMMITTEES, BRANCHES, GROUPS, SHIFTS, ROSTER, WINDOWS, MEMBERS, ABSENCES, VENUES, CLOSURES, LECTURERS,
        LECTURER_WINDOWS, SUPERVISORS, TRAVEL, CALENDAR, TOPICS, VISITS_DONE,
    )
}
"""Every table of an instance, in the order in which a reader would fill them in."""
