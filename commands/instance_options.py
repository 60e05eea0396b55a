"""What the commands that read or make instances take."""

from __future__ import annotations

from collections.abc import Sequence

from turnout.commands.declare import Argument, Option
from turnout.commands.values import encoding, named, workbook
from turnout.models.text import Text

INSTANCE = Argument(
    "instance", "INSTANCE",
    Text("The instance: a folder of CSV tables, or a workbook (.xlsx).",
         "实例：存放各数据表（CSV）的文件夹，或一个 Excel 工作簿（.xlsx）。"),
)  # fmt: skip
ENCODING = Option(
    ("--encoding",),
    Text("Encoding of CSV files that are neither UTF-8 nor GB18030.",
         "CSV 文件的编码（既非 UTF-8 又非 GB18030 时指定）。"),
    "NAME", encoding,
)  # fmt: skip
JSON = Option(("--json", "as_json"), Text("Print the result as JSON.", "以 JSON 输出结果。"))
ANNOTATE = Option(
    ("--annotate",),
    Text("Where the instance is a workbook with faults: a copy of it with the faulty cells marked and commented.",
         "实例为工作簿且有问题时，另存一份副本，标出有问题的单元格并加批注。"),
    "OUT.xlsx", workbook,
)  # fmt: skip

TEMPLATE: Sequence[Argument | Option] = [
    Argument("file", "FILE.xlsx", Text("The workbook to write.", "要生成的工作簿。")),
    Option(
        ("--from", "source"),
        Text("Fill it with this instance, a folder or a workbook, instead of examples.",
             "填入该实例（文件夹或工作簿）的数据，不给出则填入示例。"),
        "INSTANCE", named,
    ),
    Option(("--force",), Text("Overwrite FILE.xlsx if it is there.", "FILE.xlsx 已存在时覆盖。")),
    ENCODING,
]  # fmt: skip
"""Arguments and options of `template`."""

TEMPLATE_MORE = [
    Text(
        "Headings, choices and explanations are in the language of --lang.",
        "表头、选项和说明使用 --lang 所指定的语言。",
    )
]
