"""Make the pictures of the guides from what turnout really writes and prints: `python docs/make_pictures.py`.

Needs LibreOffice (`soffice`), poppler (`pdftoppm`), Chromium and the Noto CJK fonts; the pictures stand in
docs/pictures/en and docs/pictures/zh. Workbooks are printed to PDF, the terminal and plan.html are shown by Chromium.
"""

from __future__ import annotations

import html
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import openpyxl

from turnout.commands.layout import width, wrap
from turnout.models.text import Lang, Text

DOCS = Path(__file__).resolve().parent
PICTURES = DOCS / "pictures"
UNIT = DOCS.parent / "instances" / "ready" / "construction"
DOTS = 90
"""Dots per inch of printed pages."""
COLUMNS = 148
"""Of the terminal."""
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
<include ignore_missing="yes">/etc/fonts/fonts.conf</include>
{aliases}</fontconfig>"""
ALIAS = '<match><test name="family"><string>{name}</string></test><edit name="family" mode="assign" binding="strong">\
<string>Noto Sans CJK SC</string></edit></match>\n'
SCREEN = """<!doctype html><meta charset="utf-8"><style>@page{{size:{width}px {height}px;margin:0}}
body{{margin:0;padding:14px 18px;background:#1e1e1e;color:#e6e6e6;-webkit-print-color-adjust:exact;height:{inner}px;
font:14px/20px "Noto Sans Mono CJK SC",monospace;white-space:pre}}b{{color:#8fd0ff;font-weight:normal}}</style>{text}"""

BOOK = Text("data.xlsx", "数据.xlsx")
MARKED = Text("data-marked.xlsx", "数据-标注.xlsx")
PLAN = Text("plan", "计划")
OUT = Text("reports", "报表")
MEMBERS = Text("members", "党员")
OVERVIEW = Text("plan.xlsx", "计划.xlsx")
SIGN_IN = Text("sign-in.xlsx", "签到表.xlsx")


@dataclass(frozen=True)
class Studio:
    """Where the pictures of one language are made. folder: for the files in between."""

    lang: Lang
    folder: Path

    def turnout(self, *arguments: str) -> str:
        """What a command prints. Raises CalledProcessError where it fails for another reason than wrong data."""
        done = subprocess.run(
            [sys.executable, "-m", "turnout.cli", *arguments], cwd=self.folder, capture_output=True, encoding="utf-8",
            env={**os.environ, "TURNOUT_LANG": self.lang, "PYTHONIOENCODING": "utf-8"},
        )  # fmt: skip
        if done.returncode not in (0, 3):
            done.check_returncode()
        return done.stdout + (done.stderr if done.returncode else "")

    def of(self, name: Text) -> str:
        """A name in the language of the pictures."""
        return name.of(self.lang)

    def picture(self, name: str) -> Path:
        """The file of a picture, without its ending."""
        return PICTURES / self.lang / name

    def terminal(self, name: str, *commands: tuple[str, ...]) -> None:
        """A picture of commands with what they print."""
        rows = []
        for command in commands:
            rows.append(f"<b>&gt; turnout {html.escape(' '.join(command))}</b>")
            printed = self.turnout(*command).replace(f"{self.folder}{os.sep}", "").splitlines()
            for line in printed:
                rows += [html.escape(part) for part in (wrap(line, COLUMNS) if width(line) > COLUMNS else [line])]
            rows.append("")
        page = self.folder / f"{name}.html"
        inner = 20 * (len(rows) - 1)
        text = SCREEN.format(text="\n".join(rows[:-1]), width=7 * COLUMNS + 40, height=inner + 29, inner=inner)
        page.write_text(text, encoding="utf-8")
        paper = page.with_suffix(".pdf")
        self.chromium(f"--print-to-pdf={paper}", "--no-pdf-header-footer", page.as_uri())
        subprocess.run(["pdftoppm", "-r", "96", "-png", "-singlefile", paper, self.picture(name)], check=True)

    def chromium(self, *arguments: str) -> None:
        """Run Chromium without a window."""
        program = next(found for name in CHROMIUM if (found := shutil.which(name)))
        profile = f"--user-data-dir={self.folder / 'chromium'}"
        command = [program, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", profile, *arguments]
        subprocess.run(command, check=True, capture_output=True, timeout=120)

    def shot(self, page: Path, name: str, width: int, height: int) -> None:
        """A picture of a page of HTML as Chromium shows it."""
        screenshot = f"--screenshot={self.picture(name)}.png"
        self.chromium(f"--window-size={width},{height}", "--virtual-time-budget=4000", screenshot, page.as_uri())

    def page(self, book: Path, name: str, size: tuple[float, float], sheet: str = "") -> None:
        """A picture of the first page that a workbook prints. size: inches from the left and from above.

        sheet: print this one alone, with its grid and the letters and numbers beside it, as on the screen.
        """
        only = self.folder / f"{name}.xlsx"
        shutil.copyfile(book, only)
        if sheet:
            opened = openpyxl.load_workbook(only)
            for other in opened.sheetnames:
                opened[other].sheet_state = "visible" if other == sheet else "hidden"
            opened.active = opened.sheetnames.index(sheet)
            opened[sheet].page_setup.orientation, opened[sheet].page_setup.paperSize = "landscape", "9"
            opened[sheet].print_options.gridLines = opened[sheet].print_options.headings = True
            opened.save(only)
        fonts = self.folder / "fonts.conf"
        aliases = "".join(ALIAS.format(name=font) for font in ("等线", "Microsoft YaHei", "DengXian"))
        fonts.write_text(FONTS.format(aliases=aliases), encoding="utf-8")
        profile = f"-env:UserInstallation={(self.folder / 'office').as_uri()}"
        subprocess.run(
            ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(self.folder), str(only)],
            check=True, capture_output=True, timeout=300, env={**os.environ, "FONTCONFIG_FILE": str(fonts)},
        )  # fmt: skip
        wide, high = (str(round(inches * DOTS)) for inches in size)
        subprocess.run(
            ["pdftoppm", "-r", str(DOTS), "-png", "-singlefile", "-x", "0", "-y", "0", "-W", wide, "-H", high,
             str(only.with_suffix(".pdf")), str(self.picture(name))],
            check=True, timeout=120,
        )  # fmt: skip


def spoil(book: Path, copy: Path, sheet: str) -> None:
    """A copy of a workbook with the mistakes that people make."""
    opened = openpyxl.load_workbook(book)
    opened[sheet]["C5"] = "B20"
    opened[sheet]["A7"] = opened[sheet]["A6"].value
    opened.save(copy)


def pictures(lang: Lang, folder: Path) -> None:
    """All pictures of one language."""
    studio = Studio(lang, folder)
    studio.picture("x").parent.mkdir(parents=True, exist_ok=True)
    book, marked, plan, out = (studio.of(name) for name in (BOOK, MARKED, PLAN, OUT))
    studio.turnout("template", book)
    studio.page(folder / book, "template", (5.6, 3.3), studio.of(MEMBERS))
    spoil(folder / book, folder / f"wrong-{book}", studio.of(MEMBERS))
    os.replace(folder / book, folder / "right.xlsx")
    os.replace(folder / f"wrong-{book}", folder / book)
    studio.terminal("check", ("check", book, "--annotate", marked))
    studio.page(folder / marked, "marked", (5.6, 3.3), studio.of(MEMBERS))
    os.replace(folder / "right.xlsx", folder / book)
    studio.terminal("plan", ("plan", book, "-o", plan))
    studio.turnout("report", plan, book, "-o", out)
    studio.page(folder / out / studio.of(SIGN_IN), "sign-in", (8.3, 5.4))
    studio.terminal("show", ("show", plan, book, "--branch", "B02"))
    studio.turnout("plan", str(UNIT), "-o", "unit", "--quiet")
    studio.turnout("report", "unit", str(UNIT), "-o", "unit-reports", "--what", "workbook,page")
    studio.page(folder / "unit-reports" / studio.of(OVERVIEW), "overview", (8.3, 7.8))
    studio.shot(folder / "unit-reports" / "plan.html", "page", 1100, 760)


def main() -> None:
    """Make all pictures."""
    for lang in ("zh", "en"):
        with tempfile.TemporaryDirectory() as folder:
            pictures(lang, Path(folder))


if __name__ == "__main__":
    main()
