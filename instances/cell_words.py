"""What is wrong with a cell, and what to do, in words."""

from __future__ import annotations

from turnout.models.text import Text

LIST = "docs/data.md"

CELL_WORDS: dict[str, tuple[Text, Text]] = {
    "missing-value": (
        Text("the cell is blank", "该项不能为空"),
        Text("Fill it in; the column is required.", "此列必填，请填写。"),
    ),
    "error-value": (
        Text("the cell holds an error of the spreadsheet", "单元格是电子表格的错误值"),
        Text("Correct the formula, or enter the value itself.", "请更正公式，或直接填写数值。"),
    ),
    "cell-too-long": (
        Text("the cell holds more than 32,767 characters", "单元格超过 32,767 个字符"),
        Text("Shorten it; a quote may be missing.", "请缩短内容；也可能是缺少引号。"),
    ),
    "mojibake": (
        Text("characters were lost when the text was converted", "文字在转码时已损坏（乱码）"),
        Text("Export the table again as UTF-8.", "请从原系统重新导出为 UTF-8。"),
    ),
    "id-unseen": (
        Text(
            "the id holds characters that cannot be seen (line break, control or direction mark)",
            "编码中含有不可见字符（换行、控制符或方向符）",
        ),
        Text("Type it anew.", "请重新录入。"),
    ),
    "id-too-long": (
        Text("the id has {n} characters, more than {most}", "编码有 {n} 个字符，超过 {most} 个"),
        Text("Give a shorter id.", "请改用较短的编码。"),
    ),
    "id-number-lost": (
        Text("the id was kept as a number, and digits of it are lost", "编码被存成了数字，部分位数已经丢失"),
        Text("Format the column as text and enter the id anew.", "请将该列设为文本格式后重新录入。"),
    ),
    "id-number-format": (
        Text(
            "the id is a number shown with leading zeros that it does not have",
            "编码是数字，前导零只是显示格式，并未真正保存",
        ),
        Text(
            "Format the column as text and enter the id with its zeros.", "请将该列设为文本格式，并连同前导零重新录入。"
        ),
    ),
    "not-an-id": (
        Text("not an id, but a date, a time or a truth value", "不是编码，而是日期、时间或逻辑值"),
        Text("Format the column as text and enter the id anew.", "请将该列设为文本格式后重新录入。"),
    ),
    "not-whole": (
        Text("not a whole number", "不是整数"),
        Text("Write digits only, as in 30.", "请只写数字，如 30。"),
    ),
    "number-with-unit": (
        Text("a number with a unit, a per cent sign or thousands separators", "数字带有单位、百分号或千位分隔符"),
        Text("Write digits only: 30 for 30人, 1200 for 1,200.", "请只写数字：30人写 30，1,200 写 1200。"),
    ),
    "not-decimal": (
        Text("not a number", "不是数字"),
        Text("Write it with a decimal point, as in 116.39.", "请用小数表示，如 116.39。"),
    ),
    "out-of-range": (
        Text("not between {low} and {high}", "不在 {low} 至 {high} 之间"),
        Text("Correct the number.", "请更正数值。"),
    ),
    "not-a-choice": (
        Text("not one of: {choices}", "不是下列之一：{choices}"),
        Text("Take one of these.", "请从中选择。"),
    ),
    "not-a-weekday": (
        Text("not a day of the week", "不是星期几"),
        Text(
            "Write Mon…Sun or 周一…周日; numbers are understood differently by different people.",
            "请写 周一…周日 或 Mon…Sun；数字含义因人而异，不予接受。",
        ),
    ),
    "not-a-theme-day": (
        Text("neither a day of the month 1–31 nor a day of the week", "既不是每月几日（1–31），也不是星期几"),
        Text("Write 5 or Fri, or leave it blank.", "请写 5 或 周五，也可留空。"),
    ),
    "not-a-date": (
        Text("not a date", "不是日期"),
        Text("Write 2026-03-05.", "请写成 2026-03-05。"),
    ),
    "no-such-date": (
        Text("there is no such date", "没有这一天"),
        Text("Correct the day or the month.", "请更正月份或日期。"),
    ),
    "year-out-of-range": (
        Text("the year is not between {first} and {last}", "年份不在 {first} 至 {last} 之间"),
        Text("Correct the year.", "请更正年份。"),
    ),
    "year-two-digits": (
        Text("the year has only two digits", "年份只有两位"),
        Text("Write all four, as in 2026-03-05.", "请写全四位年份，如 2026-03-05。"),
    ),
    "date-ambiguous": (
        Text("day and month cannot be told apart", "分不清哪个是日、哪个是月"),
        Text("Write year, month, day: 2026-03-05.", "请按年、月、日书写：2026-03-05。"),
    ),
    "serial-as-text": (
        Text("a number instead of a date", "是数字而不是日期"),
        Text("Write 2026-03-05.", "请写成 2026-03-05。"),
    ),
    "bad-serial": (
        Text("a number that stands for no date", "该数字不对应任何日期"),
        Text("Enter the date anew.", "请重新填写日期。"),
    ),
    "time-in-date": (
        Text("a date is expected, without a time of day", "此处只应填日期，不应带时间"),
        Text("Write 2026-03-05.", "请写成 2026-03-05。"),
    ),
    "date-in-time": (
        Text("a time of day is expected, without a date", "此处只应填时间，不应带日期"),
        Text(
            "Write 8:30; a shift past midnight ends after 24:00, as in 32:00.",
            "请写成 8:30；跨夜班次的下班时间可超过 24:00，如 32:00。",
        ),
    ),
    "time-ambiguous": (
        Text("may mean this hour or whole days", "分不清是几点还是几整天"),
        Text("Write 1:00 or 24:00, 2:00 or 48:00.", "请写成 1:00 或 24:00、2:00 或 48:00。"),
    ),
    "weekday-differs": (
        Text("the date falls on another day of the week", "日期与所写的星期不符"),
        Text("Correct one of them.", "请更正日期或星期。"),
    ),
    "date-in-text": (
        Text(
            "a date or time instead of text; the spreadsheet may have made one of it",
            "此处应为文字，却是日期或时间（可能被表格软件自动转换）",
        ),
        Text("Format the column as text and enter it anew.", "请将该列设为文本格式后重新录入。"),
    ),
    "time-zone": (
        Text("the time has a time zone; all times are local", "时间带有时区；所有时间均为当地时间"),
        Text("Write the local time without a zone.", "请写当地时间，不带时区。"),
    ),
    "not-a-time": (
        Text("not a time of day", "不是时间"),
        Text(
            "Write 8:30; a shift past midnight ends after 24:00, as in 32:00.",
            "请写成 8:30；跨夜班次的下班时间可超过 24:00，如 32:00。",
        ),
    ),
    "time-too-late": (
        Text("later than {latest}", "晚于 {latest}"),
        Text("Correct the time.", "请更正时间。"),
    ),
    "seconds": (
        Text("times are in whole minutes", "时间只精确到分钟"),
        Text("Leave out the seconds.", "请去掉秒。"),
    ),
}
