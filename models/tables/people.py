"""Tables of people other than as members: absences, lecturers, supervisors, visits made."""

from __future__ import annotations

from turnout.models.tables.columns import (
    clock_column,
    committee_column,
    date_column,
    id_column,
    person_column,
    site_column,
    weekday_column,
)
from turnout.models.tables.declare import LARGEST, Column, Kind, Table
from turnout.models.text import Text

ABSENCES = Table(
    "absences",
    Text("absences", "请假"),
    Text("When members, lecturers or supervisors are away.", "党员、主讲人、列席领导不在岗的时间。"),
    (
        person_column("工号", Text("Who is away.", "何人不在岗。"), refers=("members", "lecturers", "supervisors")),
        Column(
            "start",
            Kind.START,
            Text("start", "开始时间"),
            Text("A date or date-time.", "日期或日期时间。"),
            required=True,
            synonyms=("起始时间", "开始日期"),
        ),
        Column(
            "end",
            Kind.END,
            Text("end", "结束时间"),
            Text("A date (included whole) or date-time.", "日期（含当日）或日期时间。"),
            required=True,
            synonyms=("结束日期",),
        ),
    ),
    synonyms=("不在岗", "请假表"),
)


LECTURERS = Table(
    "lecturers",
    Text("lecturers", "主讲人"),
    Text("Who may lecture at studies.", "可为集中学习授课的人。"),
    (
        person_column("工号", Text("Names the person.", "人员编号。")),
        Column(
            "name",
            Kind.TEXT,
            Text("name", "姓名"),
            Text("The person's name.", "姓名。"),
            required=True,
            synonyms=("主讲人", "授课人", "主讲", "名称", "lecturer"),
        ),
        committee_column(
            "committee_id",
            "for committee",
            "授课范围党委",
            Text("Lectures to audiences at or under it.", "可为该党组织及其下级授课。"),
            True,
            "党委",
            "组织编码",
            "党委编码",
            "所在党委",
            "党组织",
            "committee id",
            "Party committee",
        ),
        site_column(Text("For information.", "供参考。"), required=False),
        Column(
            "max_sessions",
            Kind.WHOLE,
            Text("most sessions", "授课上限"),
            Text("In this plan; blank: no limit.", "本计划内最多授课次数；留空不限。"),
            low=0,
            high=LARGEST,
            synonyms=("授课次数上限",),
        ),
    ),
    key=("person_id",),
    synonyms=("授课人", "主讲", "师资"),
)


LECTURER_WINDOWS = Table(
    "lecturer_windows",
    Text("lecturer windows", "主讲人时段"),
    Text(
        "When a lecturer can lecture; without rows: office hours of workdays.",
        "主讲人可授课的时段；没有记录的按工作日办公时间。",
    ),
    (
        person_column(
            "工号", Text("The lecturer.", "主讲人。"), "主讲人", "授课人", "主讲", "lecturer", refers=("lecturers",)
        ),
        date_column(False, Text("One date; give either a date or a weekday.", "某一日期；日期与星期二选一。")),
        weekday_column(),
        clock_column("start", "start", "开始时间", Text("Begins.", "开始。"), "起始时间"),
        clock_column("end", "end", "结束时间", Text("Ends; up to 48:00.", "结束；可到 48:00。")),
    ),
    synonyms=("授课时段", "主讲时段"),
)


SUPERVISORS = Table(
    "supervisors",
    Text("supervisors", "列席领导"),
    Text("Who sits in for a committee.", "代表党委列席研讨的领导。"),
    (
        person_column(
            "工号",
            Text("Names the person; a member with this id is the same person.", "人员编号；与党员表同号即同一人。"),
        ),
        Column(
            "name",
            Kind.TEXT,
            Text("name", "姓名"),
            Text("The person's name.", "姓名。"),
            required=True,
            synonyms=("列席领导", "列席人员", "名称", "supervisor who sits in"),
        ),
        committee_column(
            "committee_id",
            "committee",
            "所在党委",
            Text("Sits in for this committee.", "代表该党委列席。"),
            True,
            "党委",
            "组织编码",
            "党委编码",
            "党组织",
            "committee id",
            "Party committee",
        ),
        site_column(Text("Where trips start and end.", "出发和返回的地点。")),
        Column(
            "max_visits",
            Kind.WHOLE,
            Text("most visits", "列席上限"),
            Text("In this plan.", "本计划内最多列席次数。"),
            default=12,
            low=0,
            high=LARGEST,
            synonyms=("列席次数上限",),
        ),
        Column(
            "max_visits_per_day",
            Kind.WHOLE,
            Text("most visits a day", "每日列席上限"),
            Text("On one date.", "同一日期最多列席次数。"),
            default=3,
            low=0,
            high=LARGEST,
        ),
    ),
    key=("person_id",),
    synonyms=("列席人员", "列席人"),
)


VISITS_DONE = Table(
    "visits_done",
    Text("visits done", "已列席"),
    Text("Sit-ins made earlier, none of this plan's own.", "此前已完成的列席，不含本计划。"),
    (
        id_column(
            "branch_id",
            "host branch",
            "党支部编码",
            Text("The branch visited.", "被列席的党支部。"),
            "支部编码",
            "党支部",
            "所在党支部",
            "所属党支部",
            "党支部名称",
            "支部",
            "branch id",
            "Party branch",
            required=True,
            refers=("branches",),
        ),
        committee_column(
            "committee_id",
            "committee",
            "列席党委",
            Text("The committee that sat in.", "列席的党委。"),
            True,
            "组织编码",
            "党委编码",
            "党委",
            "所在党委",
            "党组织",
            "committee id",
            "Party committee",
        ),
        id_column(
            "person_id",
            "person id",
            "工号",
            Text("Who sat in.", "列席人员。"),
            "人员编号",
            "员工编号",
            "人员编码",
            "员工号",
            "列席人员",
            "列席领导",
            "supervisor who sits in",
        ),
        date_column(True, Text("The date.", "日期。")),
    ),
    synonyms=("列席记录",),
)
