"""The programme's own words are understood wherever they can stand: as headings, sheets and choices."""

import pytest

from turnout.instances.cells import choice_words, read_choice
from turnout.instances.headings import column_of
from turnout.instances.workbook_reading import table_of_sheet
from turnout.models.tables import TABLES

HEADINGS = {
    "members.branch_id": "Party branch|党支部|所在党支部|所属党支部|党支部名称|支部",
    "visits_done.branch_id": "Party branch|党支部|所在党支部|所属党支部|党支部名称|支部|branch id|党支部编码|支部编码",
    "branches.branch_id": "branch id|党支部编码|支部编码",
    "committees.committee_id": "committee id|组织编码|党委编码",
    "committees.parent_id": "immediate parent committee|上一级党委|直属上级党委|上级组织",
    "branches.committee_id": "immediate parent committee|上一级党委|直属上级党委|上级组织|所在党委|党组织|组织编码",
    "venues.committee_id": "Party committee|党委|所在党委|党组织|组织编码|党委编码",
    "lecturers.committee_id": "Party committee|党委|所在党委|党组织|组织编码|党委编码",
    "supervisors.committee_id": "Party committee|党委|所在党委|党组织|组织编码|党委编码",
    "visits_done.committee_id": "Party committee|党委|所在党委|党组织|组织编码|党委编码",
    "members.person_id": "person id|工号|员工编号|人员编码|员工号",
    "absences.person_id": "person id|工号|员工编号|人员编码|员工号",
    "lecturers.person_id": "person id|工号|员工编号|人员编码|员工号",
    "supervisors.person_id": "person id|工号|员工编号|人员编码|员工号",
    "visits_done.person_id": "person id|工号|员工编号|人员编码|员工号|supervisor who sits in|列席领导|列席人员",
    "members.name": "name|姓名",
    "lecturers.name": "name|姓名|lecturer|主讲人|授课人|主讲",
    "supervisors.name": "name|姓名|supervisor who sits in|列席领导|列席人员",
    "groups.post_type": "post type|岗位类别|岗位类型",
    "groups.group_id": "crew or group|班组|班次组|值别|值|小组",
    "members.group_id": "crew or group|班组|班次组|值别|值|小组",
    "roster.group_id": "crew or group|班组|班次组|值别|值|小组",
    "windows.group_id": "crew or group|班组|班次组|值别|值|小组",
    "groups.cycle": "rota pattern|倒班方式",
    "groups.cycle_start": "cycle start|起始日期",
    "groups.lead_branch_id": "lead unit|牵头单位",
    "roster.code": "shift (of a roster)|班次|班次名称",
    "shifts.code": "shift (of a roster)|班次|班次名称",
    "shifts.start": "shift start|上班时间",
    "shifts.end": "shift end|下班时间",
    "venues.name": "venue|地点|场地|场所|会议地点",
    "closures.venue_id": "venue|地点|场地|场所|会议地点",
    "venues.capacity": "capacity|容纳人数|座位数",
    "topics.title": "topic|研讨主题|议题|会议名称",
    "lecturer_windows.person_id": "lecturer|主讲人|授课人|主讲",
    "committees.sit_in_quota": "quota|列席指标",
    "committees.industry": "industry|行业",
    "visits_done.date": "session date|日期|会议日期",
    "roster.date": "session date|日期|会议日期",
    "windows.start": "start|开始时间|起始时间",
    "windows.end": "end|结束时间",
    "absences.start": "start|开始时间|起始时间",
    "venues.site_id": "site (place)|所在地|驻地",
    "branches.site_id": "site (place)|所在地|驻地",
    "travel.minutes": "travel minutes|路程(分钟)|路程（分钟）",
    "branches.theme_day": "theme Party day|主题党日",
    "branches.disclosure": "内外有别|涉密|境外",
}
SHEETS = {
    "branches": "Party branch|党支部|支部",
    "committees": "Party committee|党委|党组织",
    "members": "member|党员",
    "groups": "班组",
    "roster": "roster|排班表|轮班表|排班明细",
    "shifts": "班次",
    "venues": "venue|地点|场地|场所|会议地点",
    "lecturers": "lecturer|主讲人|授课人|主讲",
    "supervisors": "列席领导|列席人员",
    "topics": "topic|研讨主题|议题",
    "absences": "absence|请假|不在岗",
    "sites": "所在地|驻地",
}
CHOICES = {
    "groups.post_type": {
        "shift": "shift|轮班制|倒班", "mobile": "mobile|流动固定|流动", "site": "site|项目一线|项目|项目部",
        "cross_unit": "cross_unit|跨单位协同|跨单位", "other": "other|其他",
    },
    "committees.kind": {
        "committee": "Party committee|党委|党组|leading Party group", "general_branch": "general branch|党总支",
    },
    "branches.disclosure": {"restricted": "restricted (not shown outside)|内外有别|涉密|境外"},
    "topics.kind": {"study": "concentrated study|集中学习|学习", "discussion": "discussion|研讨|集中研讨"},
    "calendar.kind": {
        "workday": "workday|工作日|make-up workday|调休上班日|补班", "rest": "rest day|休息日",
        "holiday": "statutory holiday|法定节假日",
    },
}  # fmt: skip


@pytest.mark.parametrize("column", HEADINGS)
def test_headings(column: str) -> None:
    table, _, name = column.partition(".")
    assert {word: column_of(TABLES[table], word) for word in HEADINGS[column].split("|")} == dict.fromkeys(
        HEADINGS[column].split("|"), name
    )


@pytest.mark.parametrize("table", SHEETS)
def test_sheets(table: str) -> None:
    assert {word: table_of_sheet(word) for word in SHEETS[table].split("|")} == dict.fromkeys(
        SHEETS[table].split("|"), table
    )


@pytest.mark.parametrize("column", CHOICES)
def test_choices(column: str) -> None:
    table, _, name = column.partition(".")
    declared = TABLES[table].column(name)
    words = choice_words(declared)
    for choice, written in CHOICES[column].items():
        for word in written.split("|"):
            assert read_choice(word, declared.choices or {}, words) == choice, word
