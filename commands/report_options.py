"""What `turnout report` and `turnout show` take."""

from __future__ import annotations

from collections.abc import Sequence

from turnout.commands.declare import Argument, Option
from turnout.commands.scope import scope_options
from turnout.commands.values import encoding, named, one_of, plain
from turnout.models.text import Text

PLAN = Argument("plan", "PLAN", Text("The folder of the plan.", "计划所在的文件夹。"))
INSTANCE = Argument("instance", "INSTANCE", Text("The instance that was planned.", "该计划所依据的实例。"))
ENCODING = Option(
    ("--encoding",),
    Text("Encoding of CSV files that are neither UTF-8 nor GB18030.",
         "CSV 文件的编码（既非 UTF-8 又非 GB18030 时指定）。"),
    "NAME", encoding,
)  # fmt: skip
JSON = Option(("--json", "as_json"), Text("Print the result as JSON.", "以 JSON 输出结果。"))

REPORT: Sequence[Argument | Option] = [
    PLAN,
    INSTANCE,
    Option(
        ("-o", "--output"),
        Text("Folder for the reports; older ones in it are replaced once all new ones are complete.",
             "报表的输出文件夹；新报表全部完成后才替换其中的旧报表。"),
        "OUT", named, required=True,
    ),
    *scope_options(
        Text("A folder in OUT for each enterprise of this roll-out stage.", "按该推开阶段的每家企业各建一个文件夹。"),
        Text("Only what this committee's level sees: its id or exact name; if repeated, a folder in OUT for each.",
             "只输出该党组织这一级可见的内容，填编码或完整名称；多次给出时各建一个文件夹。"),
    ),
    Option(
        ("--profile",),
        Text("public leaves out names, venues and topics of restricted branches; internal if not given.",
             "public 为公开版，不含内外有别支部的名称、人员、地点和主题；默认 internal 完整版。"),
        "internal|public", one_of("internal", "public"), default="internal",
    ),
    Option(
        ("--what",),
        Text("Which reports, separated by commas; all if not given. workbook: 计划.xlsx; sign-in: sheets to print; "
             "calendars: .ics files; page: plan.html.",
             "输出哪些报表，以逗号分隔，默认全部。workbook：计划.xlsx；sign-in：签到表；calendars：日历（.ics）；page：网页（plan.html）。"),
        "LIST", plain,
    ),
    Option(("--members-ics",), Text("A calendar for each member, too.", "另为每名党员生成日历。")),
    Option(
        ("--previous",),
        Text("The plan that people have in their calendars so far, where OUT holds none: moved sessions are updated, "
             "dropped ones cancelled.",
             "此前已导入日历的计划（OUT 中没有旧日历时指定）：有变动的场次将更新，已取消的场次将标为取消。"),
        "OLD", named,
    ),
    JSON,
    ENCODING,
]  # fmt: skip
"""Arguments and options of `report`."""

REPORT_MORE = [
    Text("Importing calendars again updates what was imported before.", "再次导入日历会更新此前导入的内容，不会重复。")
]

SHOW: Sequence[Argument | Option] = [
    PLAN,
    INSTANCE,
    Option(("--branch",), Text("A branch, by id or exact name.", "党支部的编码或完整名称。"), "X", plain),
    Option(("--member",), Text("A member, by id or exact name.", "党员的工号或姓名。"), "X", plain),
    Option(("--supervisor",), Text("A supervisor, by id or exact name.", "列席领导的工号或姓名。"), "X", plain),
    Option(("--venue",), Text("A venue, by id or exact name.", "场地的编码或完整名称。"), "X", plain),
    Option(("--day",), Text("A day, as 2026-04-20.", "某一天，如 2026-04-20。"), "D", plain),
    JSON,
    ENCODING,
]  # fmt: skip
"""Arguments and options of `show`."""
