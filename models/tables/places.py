"""Tables of places: sites, venues, closures, travel."""

from __future__ import annotations

from turnout.models.tables.columns import (
    clock_column,
    committee_column,
    id_column,
    name_column,
    site_column,
)
from turnout.models.tables.declare import LARGEST, Column, Kind, Table
from turnout.models.text import Text

SITES = Table(
    "sites",
    Text("sites", "所在地"),
    Text("Places: where branches, committees, venues and supervisors are.", "支部、党委、场地和列席领导所在的地方。"),
    (
        id_column(
            "site_id",
            "site id",
            "所在地编码",
            Text("Names the place.", "所在地的唯一编码。"),
            "地点编码",
            "地点编号",
            "驻地编码",
            required=True,
        ),
        name_column(),
        Column(
            "longitude",
            Kind.DECIMAL,
            Text("longitude", "经度"),
            Text(
                "Degrees east; without coordinates a place is reached only by the travel table.",
                "东经度数；没有坐标的地点只能通过路程表到达。",
            ),
            low=-180,
            high=180,
        ),
        Column(
            "latitude", Kind.DECIMAL, Text("latitude", "纬度"), Text("Degrees north.", "北纬度数。"), low=-90, high=90
        ),
    ),
    required=True,
    key=("site_id",),
    synonyms=("驻地", "所在地点"),
)


VENUES = Table(
    "venues",
    Text("venues", "场地"),
    Text("Rooms.", "会议室等场地。"),
    (
        id_column(
            "venue_id",
            "venue id",
            "场地编码",
            Text("Names the venue.", "场地的唯一编码。"),
            "场地编号",
            "地点编码",
            required=True,
        ),
        name_column(
            Text("The name that people read.", "供人阅读的名称。"),
            "场地名称",
            "地点",
            "场地",
            "场所",
            "会议地点",
            "venue",
        ),
        site_column(Text("Where it is.", "所在地点。"), synonyms=("驻地", "所在地编码", "site id", "site (place)")),
        Column(
            "capacity",
            Kind.WHOLE,
            Text("capacity", "容纳人数"),
            Text("Seats for attendees.", "可容纳的参会人数。"),
            required=True,
            low=0,
            high=LARGEST - 1,
            synonyms=("座位数",),
        ),
        committee_column(
            "committee_id",
            "for committee",
            "归属党委",
            Text("Blank: anyone; else only audiences at or under it.", "留空：不限；否则仅限该党组织及其下级使用。"),
            False,
            "党委",
            "组织编码",
            "党委编码",
            "所在党委",
            "党组织",
            "committee id",
            "Party committee",
        ),
        clock_column(
            "open",
            "opens",
            "开放时间",
            Text("Daily; blank: the day's start.", "每日；留空取每日开始。"),
            "开门时间",
            "open",
            required=False,
            default_from="session.day_start",
        ),
        clock_column(
            "close",
            "closes",
            "关闭时间",
            Text("Daily; blank: the day's end.", "每日；留空取每日结束。"),
            "关门时间",
            "close",
            required=False,
            default_from="session.day_end",
        ),
    ),
    required=True,
    key=("venue_id",),
    synonyms=("地点", "会议室", "场所", "会议地点"),
)


CLOSURES = Table(
    "closures",
    Text("closures", "场地停用"),
    Text("When venues cannot be used.", "场地不能使用的时间。"),
    (
        id_column(
            "venue_id",
            "venue id",
            "场地编码",
            Text("The venue.", "场地。"),
            "场地编号",
            "场地",
            "地点",
            "场所",
            "会议地点",
            "venue",
            required=True,
            refers=("venues",),
        ),
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
)


TRAVEL = Table(
    "travel",
    Text("travel", "路程"),
    Text("Minutes between places; replaces the formula.", "地点之间的路程分钟数，替代按坐标估算。"),
    (
        site_column(
            Text("From.", "出发地点。"), "from_site", en="from", zh="出发地", synonyms=("起点", "从", "from site")
        ),
        site_column(
            Text("To; both ways unless the other way is given too.", "到达地点；未给出反向时往返相同。"),
            "to_site",
            en="to",
            zh="到达地",
            synonyms=("终点", "到", "to site"),
        ),
        Column(
            "minutes",
            Kind.WHOLE,
            Text("travel minutes", "路程(分钟)"),
            Text("Minutes.", "分钟。"),
            required=True,
            low=0,
            high=1_000_000,
            synonyms=("路程", "分钟", "路程（分钟）"),
        ),
    ),
    key=("from_site", "to_site"),
    synonyms=("路程表",),
)
