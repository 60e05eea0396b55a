"""Tables of the organisation: committees, branches, members, topics."""

from __future__ import annotations

from turnout.models.tables.columns import (
    choice_words,
    committee_column,
    id_column,
    name_column,
    person_column,
    site_column,
)
from turnout.models.tables.declare import LARGEST, Column, Kind, Table
from turnout.models.text import Text

COMMITTEE_KINDS = choice_words(committee=("committee", "党委"), general_branch=("general branch", "党总支"))


DISCLOSURES = choice_words(normal=("normal", "一般"), restricted=("restricted", "内外有别"))


SESSION_KINDS = choice_words(study=("concentrated study", "集中学习"), discussion=("discussion", "研讨"))


COMMITTEES = Table(
    "committees",
    Text("committees", "党组织"),
    Text(
        "The tree of committees and general branches; a root is an enterprise.",
        "党委与党总支的层级；没有上级的是企业。",
    ),
    (
        id_column(
            "committee_id",
            "committee id",
            "组织编码",
            Text("Names the committee.", "党组织的唯一编码。"),
            "党委编码",
            "组织编号",
            required=True,
        ),
        name_column(Text("The name that people read.", "供人阅读的名称。"), "党组织名称", "党委名称"),
        committee_column(
            "parent_id",
            "immediate parent",
            "上一级党委",
            Text("The committee above; blank for an enterprise.", "上级党组织；企业一级留空。"),
            False,
            "直属上级党委",
            "上级组织",
            "上级编码",
            "immediate parent committee",
        ),
        site_column(Text("Where it is.", "所在地点。")),
        Column(
            "kind",
            Kind.CHOICE,
            Text("kind", "类别"),
            Text("A general branch does not sit in; fallback passes over it.", "党总支不承担列席；兜底时越过。"),
            default="committee",
            choices=COMMITTEE_KINDS,
            synonyms=("组织类别", "类型"),
        ),
        Column(
            "sit_in_quota",
            Kind.WHOLE,
            Text("quota", "列席指标"),
            Text(
                "Branches to sit in on a year; blank: the setting. At a root: of all its levels.",
                "每年应列席的支部数；留空取设置值。填在企业一级时对其各层级有效。",
            ),
            low=0,
            high=LARGEST,
            synonyms=("列席数", "sit_in_quota"),
        ),
        Column("industry", Kind.TEXT, Text("industry", "行业"), Text("For reports.", "用于报表。")),
        Column(
            "stage",
            Kind.TEXT,
            Text("stage", "批次阶段"),
            Text("Roll-out stage; enterprises only.", "推开阶段；仅企业一级填写。"),
            synonyms=("阶段",),
        ),
    ),
    required=True,
    key=("committee_id",),
    synonyms=("党委", "党组织层级", "Party committees"),
)


BRANCHES = Table(
    "branches",
    Text("branches", "党支部"),
    Text("Party branches.", "党支部。"),
    (
        id_column(
            "branch_id",
            "branch id",
            "党支部编码",
            Text("Names the branch.", "党支部的唯一编码。"),
            "支部编码",
            "支部编号",
            required=True,
        ),
        name_column(Text("The name that people read.", "供人阅读的名称。"), "党支部名称", "支部名称"),
        committee_column(
            "committee_id",
            "immediate parent",
            "上一级党委",
            Text("The committee or general branch directly above.", "直接上级党委或党总支。"),
            True,
            "直属上级党委",
            "上级组织",
            "组织编码",
            "党委编码",
            "所在党委",
            "党组织",
            "committee id",
            "immediate parent committee",
            "Party committee",
        ),
        site_column(
            Text("Where its members gather from; travel counts from here.", "党员集合出发的地点；路程由此计算。")
        ),
        Column(
            "theme_day",
            Kind.THEME_DAY,
            Text("theme Party day", "主题党日"),
            Text("Blank, a day of the month 1–31, or Mon…Sun.", "留空、每月几日（1–31）或星期几。"),
        ),
        Column(
            "disclosure",
            Kind.CHOICE,
            Text("disclosure", "内外有别"),
            Text("Restricted branches are left out of public outputs.", "标为内外有别的支部不出现在公开材料中。"),
            default="normal",
            choices=DISCLOSURES,
            synonyms=("涉密", "境外", "公开范围"),
        ),
    ),
    required=True,
    key=("branch_id",),
    synonyms=("支部", "Party branches"),
)


MEMBERS = Table(
    "members",
    Text("members", "党员"),
    Text("Party members.", "党员。"),
    (
        person_column("工号", Text("Names the person, in every table.", "人员的唯一编号，各表通用。")),
        Column(
            "name",
            Kind.TEXT,
            Text("name", "姓名"),
            Text("The person's name.", "姓名。"),
            required=True,
            synonyms=("名称",),
        ),
        id_column(
            "branch_id",
            "branch",
            "所在党支部",
            Text("The member's branch.", "所在党支部编码。"),
            "党支部编码",
            "党支部",
            "所属党支部",
            "党支部名称",
            "支部",
            "支部编码",
            "branch id",
            "Party branch",
            required=True,
            refers=("branches",),
        ),
        id_column(
            "group_id",
            "crew or group",
            "班组",
            Text("Blank: post type other, no group.", "留空：岗位类别为其他，无班组。"),
            "班次组",
            "值别",
            "值",
            "小组",
            "班组编码",
            refers=("groups",),
        ),
    ),
    required=True,
    key=("person_id",),
    synonyms=("人员", "党员名册"),
)


TOPICS = Table(
    "topics",
    Text("topics", "主题"),
    Text("Topics fixed beforehand; the nearest scope upwards wins.", "事先确定的主题；取最近的上级。"),
    (
        id_column(
            "scope_id",
            "branch or committee",
            "组织或支部编码",
            Text("A branch or committee.", "党支部或党组织编码。"),
            "组织编码",
            "党支部编码",
            "范围",
            required=True,
            refers=("branches", "committees"),
        ),
        Column(
            "kind",
            Kind.CHOICE,
            Text("kind", "类别"),
            Text("Study or discussion.", "集中学习或研讨。"),
            required=True,
            choices=SESSION_KINDS,
            synonyms=("类型",),
        ),
        Column(
            "title",
            Kind.TEXT,
            Text("topic", "研讨主题"),
            Text("The title.", "题目。"),
            required=True,
            synonyms=("议题", "主题", "会议名称", "题目"),
        ),
    ),
    key=("scope_id", "kind"),
    synonyms=("研讨主题", "议题"),
)
