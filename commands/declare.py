"""Commands, arguments and options: declared once, in both languages, and made into click's for one of them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import click

from turnout.commands.layout import pad, width, wrap
from turnout.commands.status import WrongUseError
from turnout.commands.values import named, one_of, plain
from turnout.models.text import Lang, Text

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

WIDEST = 100
FOLDERS, FILES = ("PLAN", "OLD", "OUT", "DIR"), ("INSTANCE", "FILE.xlsx", "OUT.xlsx")
"""What names a folder, and what a file or a folder: shells complete such values."""
_NAMES_WIDTH = 30


_Complete = Callable[[click.Context, click.Parameter, str], "list[CompletionItem]"]


def _completing(written: str) -> _Complete:
    """How a shell completes a value: one of the words between bars, the name of a file or folder, or nothing."""

    def complete(ctx: click.Context, param: click.Parameter, begun: str) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        if written in FOLDERS or written in FILES:
            return [CompletionItem(begun, type="dir" if written in FOLDERS else "file")]
        words = written.split("|") if "|" in written else []
        return [CompletionItem(word) for word in words if word.startswith(begun)]

    return complete


@dataclass(frozen=True)
class Argument:
    """A thing that must be named. name: that of the parameter; written: as it stands in the help."""

    name: str
    written: str
    words: Text

    def made(self, lang: Lang) -> click.Parameter:
        """click's argument."""
        return click.Argument(
            [self.name], metavar=self.written, required=True, shell_complete=_completing(self.written),
            callback=lambda ctx, param, value: named(self.written, value),
        )  # fmt: skip

    def label(self) -> str:
        """How it is written."""
        return self.written

    def short(self) -> str:
        """How it is written in the usage line."""
        return self.written


@dataclass(frozen=True)
class Option:
    """Something that may be said. flags: as written; written: its value's name in the help, blank for a switch.

    reads: makes the value of the text given, told the option's name.
    """

    flags: tuple[str, ...]
    words: Text
    written: str = ""
    reads: Callable[[str, str], Any] = plain
    default: Any = None
    required: bool = False
    multiple: bool = False

    def made(self, lang: Lang) -> click.Parameter:
        """click's option; its words are for shells that show them beside what they complete."""
        if not self.written:
            return click.Option([*self.flags], is_flag=True, default=False, help=self.words.of(lang))
        made = click.Option(
            [*self.flags], metavar=self.written, required=self.required, multiple=self.multiple,
            callback=self._understood, shell_complete=_completing(self.written), help=self.words.of(lang),
        )  # fmt: skip
        if self.default is not None:  # newer releases of click take a default of None for one that was given
            made.default = self.default
        return made

    def _understood(self, ctx: click.Context, param: click.Parameter, value: Any) -> Any:
        """What was given, read; nothing where nothing was."""
        name = max(self.flags[:2], key=len)
        if isinstance(value, tuple):
            return tuple(self.reads(name, one) for one in value)
        return None if value is None else self.reads(name, value)

    def label(self) -> str:
        """How it is written."""
        flags = ", ".join(flag for flag in self.flags if flag.startswith("-"))
        return f"{flags} {self.written}" if self.written else flags

    def short(self) -> str:
        """How it is written in the usage line."""
        return f"{self.flags[0]} {self.written}"


LANG = Option(("--lang",), Text("The language: en or zh.", "界面语言：en 英文，zh 中文。"), "en|zh", one_of("en", "zh"))
HELP = Option(("--help",), Text("Show this help.", "显示本帮助。"))
HEADINGS = {
    "usage": Text("Usage: ", "用法："),
    "arguments": Text("Arguments:", "参数："),
    "options": Text("Options:", "选项："),
    "commands": Text("Commands:", "命令："),
    "takes": Text("[OPTIONS]", "[选项]"),
    "command": Text("COMMAND …", "命令 …"),
}


@dataclass(frozen=True)
class Entry:
    """One command: name, a line about it, what it takes, what it does (imported only when called), more about it."""

    name: str
    brief: Text
    takes: Sequence[Argument | Option]
    runs: Callable[[], Callable[..., int]]
    more: Sequence[Text] = field(default=())


class Command(click.Command):
    """A command whose help is written in one language."""

    entry: Entry
    lang: Lang

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The whole help."""
        takes = [*self.entry.takes, LANG, HELP]
        arguments = [p for p in takes if isinstance(p, Argument)]
        must = [p.short() for p in takes if isinstance(p, Argument) or p.required]
        words = {key: text.of(self.lang) for key, text in HEADINGS.items()}
        lines = [words["usage"] + " ".join([ctx.command_path, *must, words["takes"]]), ""]
        for text in (self.entry.brief, *self.entry.more):
            lines += [*wrap(text.of(self.lang), help_width() - 2), ""]
        if arguments:
            lines += [words["arguments"], *records([(p.label(), p.words.of(self.lang)) for p in arguments]), ""]
        options = [(p.label(), p.words.of(self.lang)) for p in takes if isinstance(p, Option)]
        formatter.write("\n".join([*lines, words["options"], *records(options)]) + "\n")


class Group(click.Group):
    """All commands, in the order of their declaration."""

    brief: Text
    lang: Lang

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in the order of declaration."""
        return list(self.commands)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is meant. Raises WrongUseError."""
        completing = ctx.resilient_parsing
        if not completing and args and args[0] not in self.commands and not args[0].startswith("-"):
            raise WrongUseError(
                Text("there is no command {name}; there are {all}", "没有 {name} 这个命令，可用的命令有 {all}").fill(
                    name=repr(args[0]), all=Text(", ".join(self.commands), "、".join(self.commands))
                )
            )
        return super().resolve_command(ctx, args)

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The whole help."""
        words = {key: text.of(self.lang) for key, text in HEADINGS.items()}
        lines = [f"{words['usage']}{ctx.command_path} {words['command']}", ""]
        lines += [*wrap(self.brief.of(self.lang), help_width() - 2), "", words["commands"]]
        entries = [command.entry for command in self.commands.values() if isinstance(command, Command)]
        lines += records([(entry.name, entry.brief.of(self.lang)) for entry in entries])
        own = [VERSION, LANG, HELP]
        lines += ["", words["options"], *records([(p.label(), p.words.of(self.lang)) for p in own])]
        formatter.write("\n".join(lines) + "\n")


VERSION = Option(("--version",), Text("Show the version.", "显示版本号。"))


def _shower(option: Option, lang: Lang, text: Callable[[click.Context], str]) -> click.Option:
    """An option that only shows a text; by the terminal of the context, which can cope with any console."""

    def show(ctx: click.Context, param: click.Parameter, given: bool) -> None:
        if given and not ctx.resilient_parsing:
            ctx.obj.say(text(ctx))
            ctx.exit()

    return click.Option(
        [option.flags[0]], is_flag=True, is_eager=True, expose_value=False, callback=show, help=option.words.of(lang)
    )


def version_of(package: str) -> str:
    """The installed version; that of the sources where turnout runs from them uninstalled."""
    import importlib.metadata  # costs more than all of the help

    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "(not installed)"


def group(name: str, lang: Lang, brief: Text, commands: Sequence[Command]) -> Group:
    """All commands under one name; without a command, the help is shown."""

    @click.pass_context
    def alone(ctx: click.Context, /, **_: object) -> None:
        if ctx.invoked_subcommand is None:
            ctx.obj.say(ctx.get_help())

    version = _shower(VERSION, lang, lambda ctx: f"{name} {version_of(name)}")
    params = [LANG.made(lang), version, _shower(HELP, lang, click.Context.get_help)]
    made_of = Group(name, params=params, callback=alone, add_help_option=False, invoke_without_command=True)
    made_of.brief, made_of.lang = brief, lang
    for command in commands:
        made_of.add_command(command)
    return made_of


def help_width() -> int:
    """Columns that the help may take."""
    return max(50, min(WIDEST, shutil.get_terminal_size().columns))


def records(rows: Sequence[tuple[str, str]]) -> list[str]:
    """Names with what they mean beside them."""
    column = min(_NAMES_WIDTH, max(width(name) for name, _ in rows)) + 4
    lines = []
    for name, text in rows:
        first, *others = wrap(text, help_width() - column)
        if width(name) + 4 > column:
            lines += [f"  {name}", " " * column + first]
        else:
            lines.append(pad(f"  {name}", column) + first)
        lines += [" " * column + line for line in others]
    return lines


def made(entry: Entry, lang: Lang, call: Callable[[Entry, Mapping[str, Any]], int]) -> Command:
    """click's command for one entry, in one language; `call` gets the entry and the values given."""

    def run(**values: Any) -> int:
        return call(entry, values)

    params = [*(p.made(lang) for p in (*entry.takes, LANG)), _shower(HELP, lang, click.Context.get_help)]
    brief = entry.brief.of(lang)
    command = Command(entry.name, params=params, callback=run, add_help_option=False, short_help=brief)
    command.entry, command.lang = entry, lang
    return command
