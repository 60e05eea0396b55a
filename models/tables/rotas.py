"""Tables of working time: groups, shifts, rosters, windows, calendar."""

from __future__ import annotations

from turnout.models.tables.columns import (
    choice_words,
    clock_column,
    date_column,
    id_column,
    name_column,
    weekday_column,
)
from turnout.models.tables.declare import LARGEST, Column, Kind, Table
from turnout.models.text import Text

POST_TYPE_WORDS = choice_words(
    shift=("shift", "轮班制"),
    mobile=("mobile", "流动固定"),
    site=("site", "项目一线"),
    cross_unit=("cross-unit", "跨单位协同"),
    other=("other", "其他"),
)


DAY_KINDS = choice_words(workday=("workday", "工作日"), rest=("rest day", "休息日"), holiday=("holiday", "法定节假日"))


GROUPS = Table(
    "groups",
    Text("groups", "班组"),
    Text("Crews and other groups of members with the same times.", "作息相同的班组、机组、项目组。"),
    (
        id_column(
            "group_id",
            "crew or group",
            "班组",
            Text("Names the group.", "班组的唯一编码。"),
            "班次组",
            "值别",
            "值",
            "小组",
            "班组编码",
            required=True,
        ),
        name_column(Text("The name that people read.", "供人阅读的名称。"), "班组名称"),
        Column(
            "post_type",
            Kind.CHOICE,
            Text("post type", "岗位类别"),
            Text("How its members can gather.", "决定以何种方式集中。"),
            required=True,
            choices=POST_TYPE_WORDS,
            synonyms=("岗位类型",),
        ),
        Column(
            "cycle",
            Kind.CODES,
            Text("rota pattern", "倒班方式"),
            Text(
                "Shift codes separated by spaces, repeated without end; - is off.",
                "以空格分隔的班次代码，循环往复；- 表示休。",
            ),
            synonyms=("轮班周期", "循环"),
        ),
        date_column(
            False,
            Text("A date on which the first code falls.", "循环第一个班次所在的日期。"),
            "cycle_start",
            "cycle start",
            "起始日期",
        ),
        Column(
            "lead_branch_id",
            Kind.ID,
            Text("lead branch", "牵头支部"),
            Text("Cross-unit groups: the branch that hosts.", "跨单位协同：牵头的党支部。"),
            refers=("branches",),
            synonyms=("牵头单位", "lead unit"),
        ),
        Column(
            "max_away",
            Kind.WHOLE,
            Text("most away at once", "同时离岗上限"),
            Text("How many may attend at any instant; blank: no limit.", "任一时刻最多可离岗参会的人数；留空不限。"),
            low=0,
            high=LARGEST,
            synonyms=("最多离岗", "离岗上限"),
        ),
    ),
    key=("group_id",),
)


SHIFTS = Table(
    "shifts",
    Text("shifts", "班次"),
    Text("The hours of each shift code.", "每个班次代码的起止时间。"),
    (
        id_column(
            "code",
            "shift",
            "班次",
            Text("The code used in rotas.", "排班中使用的代码。"),
            "班次名称",
            "班次代码",
            "shift (of a roster)",
            required=True,
        ),
        clock_column(
            "start",
            "shift start",
            "上班时间",
            Text("Hours from 00:00 of the code's date.", "自该日 00:00 起算。"),
            "开始时间",
            "起始时间",
            "start",
        ),
        clock_column(
            "end",
            "shift end",
            "下班时间",
            Text("Up to 48:00: a night is 20:00–32:00.", "可到 48:00：夜班写作 20:00–32:00。"),
            "结束时间",
            "end",
        ),
    ),
    key=("code",),
)


ROSTER = Table(
    "roster",
    Text("roster", "排班表"),
    Text("Dated exceptions: replace what the cycle says.", "个别日期的排班，替代循环。"),
    (
        id_column(
            "group_id",
            "crew or group",
            "班组",
            Text("The group.", "班组。"),
            "班次组",
            "值别",
            "值",
            "小组",
            "班组编码",
            required=True,
            refers=("groups",),
        ),
        date_column(True, Text("The date.", "日期。")),
        id_column(
            "code",
            "shift",
            "班次",
            Text("A shift code, or - for off.", "班次代码，- 表示休。"),
            "班次名称",
            "班次代码",
            "shift (of a roster)",
            required=True,
            dash=True,
        ),
    ),
    key=("group_id", "date"),
    synonyms=("轮班表", "排班明细"),
)


WINDOWS = Table(
    "windows",
    Text("windows", "可集中时段"),
    Text("Times at which a group can gather: meeting times, stoppages.", "班组可以集中的时段：固定见面、停工检修等。"),
    (
        id_column(
            "group_id",
            "crew or group",
            "班组",
            Text("The group.", "班组。"),
            "班次组",
            "值别",
            "值",
            "小组",
            "班组编码",
            required=True,
            refers=("groups",),
        ),
        date_column(False, Text("One date; give either a date or a weekday.", "某一日期；日期与星期二选一。")),
        weekday_column(),
        date_column(False, Text("First date of a weekday row.", "按星期给出时的首日。"), "from", "from", "自"),
        date_column(False, Text("Last date of a weekday row.", "按星期给出时的末日。"), "until", "until", "至"),
        clock_column("start", "start", "开始时间", Text("Begins.", "开始。"), "起始时间"),
        clock_column("end", "end", "结束时间", Text("Ends; up to 48:00.", "结束；可到 48:00。")),
        Column(
            "burden",
            Kind.WHOLE,
            Text("burden", "负担"),
            Text("Cost per attendee, 0–1000.", "每人次的负担成本，0–1000。"),
            default=0,
            low=0,
            high=1000,
        ),
    ),
    synonyms=("时段", "见面时间", "停工时段"),
)


CALENDAR = Table(
    "calendar",
    Text("calendar", "日历"),
    Text("Overrides the built-in official calendar.", "替代内置的官方节假日安排。"),
    (
        date_column(True, Text("The date.", "日期。")),
        Column(
            "kind",
            Kind.CHOICE,
            Text("kind", "类别"),
            Text("Workday, rest day or holiday.", "工作日、休息日或法定节假日。"),
            required=True,
            choices=DAY_KINDS,
            synonyms=("类型",),
        ),
        Column("name", Kind.TEXT, Text("name", "名称"), Text("For reading.", "备注名称。"), synonyms=("说明", "备注")),
    ),
    key=("date",),
    synonyms=("节假日",),
)
