"""The command `turnout`: what can be asked, in English and Chinese. Each command's work is in `turnout.commands`."""

from __future__ import annotations

import contextlib
import gc
import io
import os
import re
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import click

from turnout.commands import declare, generate_options, instance_options, report_options
from turnout.commands.declare import Argument, Entry, Option
from turnout.commands.failure import explain
from turnout.commands.instance_options import ANNOTATE, ENCODING, INSTANCE, JSON
from turnout.commands.interruption import Interrupted
from turnout.commands.language import spoken
from turnout.commands.scope import scope_options
from turnout.commands.status import Status, WrongUseError
from turnout.commands.terminal import Terminal
from turnout.commands.values import named, one_of, seconds, size, whole
from turnout.models.text import Lang, Text

BRIEF = Text(
    "Plans a quarter's study sessions and discussions of Party members who can never all be free at once, "
    "and the sit-in visits of their leaders: proven close to the best possible, and verified.",
    "为无法同时到齐的党员排定一个季度的集中学习与研讨，并安排领导列席：结果与最优的差距有证明，且经独立核验。",
)

ALLOCATIONS = 100_000
"""Objects after which Python looks for rubbish: large tables are millions of objects, and none of them rubbish."""
SOLVER_THREAD = "turnout-solver"
"""As in turnout.scheduler.deadline, which help and errors need not load."""
INTERRUPTED = Text("Interrupted; nothing was changed.", "已中断，未作任何改动。")
BASE = Option(
    ("--base",),
    Text("An earlier plan; its locked and held sessions stand.", "原计划；其中已锁定、已召开的场次保持不变。"),
    "OLD", named,
)  # fmt: skip


def _check() -> Callable[..., int]:
    from turnout.commands import check

    return check.run


def _plan() -> Callable[..., int]:
    from turnout.commands import plan

    return plan.run


def _verify() -> Callable[..., int]:
    from turnout.commands import verify

    return verify.run


def _report() -> Callable[..., int]:
    from turnout.commands import report

    return report.run


def _show() -> Callable[..., int]:
    from turnout.commands import show

    return show.run


def _template() -> Callable[..., int]:
    from turnout.commands import template

    return template.run


def _generate() -> Callable[..., int]:
    from turnout.commands import generate

    return generate.run


COMMANDS = (
    Entry(
        "template",
        Text("Write a workbook to fill in, or one that holds an instance.",
             "生成供填写的工作簿，或把已有实例写成工作簿。"),
        instance_options.TEMPLATE,
        _template,
        instance_options.TEMPLATE_MORE,
    ),
    Entry(
        "check",
        Text("Say what is wrong with an instance.", "检查实例数据有无错误。"),
        [INSTANCE, ANNOTATE, ENCODING, JSON],
        _check,
        [Text("All errors are listed at once, each with its place and what to do.",
              "一次列出全部错误，逐条指明位置和改法。")],
    ),
    Entry(
        "plan",
        Text("Plan a quarter, verify the plan and write it.", "排定一个季度的计划，核验后写出。"),
        [
            INSTANCE,
            Option(
                ("-o", "--output"),
                Text("Folder for the plan; a plan in it is replaced once the new one stands.",
                     "计划的输出文件夹；新计划核验通过后整体替换其中的旧计划。"),
                "PLAN", named, required=True,
            ),
            BASE,
            Option(
                ("--only",),
                Text("Plan the timetable alone, or only the sit-ins of the timetable that stands in PLAN.",
                     "只排集中学习与研讨（timetable），或只为 PLAN 中现有排程安排列席（sit-ins）。"),
                "timetable|sit-ins", one_of("timetable", "sit-ins"),
            ),
            *scope_options(
                Text("Only the enterprises of this roll-out stage.", "只排处于该推开阶段的企业。"),
                Text("Only this committee and what is under it; may be repeated.",
                     "只排该党组织及其下级；可多次给出。"),
            ),
            Option(
                ("--effort",),
                Text("How long to improve the plan; normal if not given.",
                     "优化力度：quick 快速、normal 一般（默认）、thorough 充分。"),
                "quick|normal|thorough", one_of("quick", "normal", "thorough"), default="normal",
            ),
            Option(
                ("--workers",),
                Text("Processes that work at once; all usable processors if not given. The plan does not depend on it.",
                     "同时工作的进程数，默认用满可用处理器；不影响结果。"),
                "N", whole(1, 4096),
            ),
            Option(
                ("--cluster",),
                Text("Plan on this Dask cluster, such as tcp://10.0.0.5:8786; needs the extra turnout[cluster].",
                     "改在该 Dask 集群上排程，例如 tcp://10.0.0.5:8786；需安装 turnout[cluster]。"),
                "ADDRESS", named,
            ),
            Option(
                ("--memory",),
                Text("Memory that all processes together keep to, such as 6GB; if not given, 80 % of what may be used.",
                     "所有进程合计的内存上限，例如 6GB；默认为可用内存的 80%。"),
                "SIZE", size,
            ),
            Option(
                ("--resume",),
                Text("Go on with the parts that a run into PLAN had finished when it was killed or stopped.",
                     "沿用上次写入 PLAN 的运行在中断前已完成的部分，继续排程。"),
            ),
            Option(
                ("--seed",),
                Text("Seed of the search, in place of that of the settings.", "搜索的随机种子，替代设置中的值。"),
                "N", whole(0, 2**31 - 1),
            ),
            Option(
                ("--time-limit",),
                Text("Stop improving after so many seconds; 0: the first plan at once.",
                     "到达该秒数后停止优化；0 表示立即给出首个计划。"),
                "S", seconds,
            ),
            Option(
                ("--deterministic-limit",),
                Text("The same in the solver's own units, which do not depend on the machine's speed.",
                     "以求解器自身的确定性单位设限，与机器快慢无关。"),
                "UNITS", seconds,
            ),
            Option(
                ("--strict",),
                Text("Exit status 6 if somebody is unplaced or a target is missed.",
                     "有人未安排或有目标未达到时，以状态码 6 退出。"),
            ),
            ANNOTATE,
            Option(("--quiet",), Text("Show no progress.", "不显示进度。")),
            JSON,
            ENCODING,
        ],
        _plan,
        [
            Text(
                "Ctrl-C once keeps the best plan so far, marked partial; twice ends at once and leaves the old plan.",
                "按一次 Ctrl-C 保存目前最好的计划并标记为未完成；按两次立即退出，旧计划不变。",
            )
        ],
    ),
    Entry(
        "verify",
        Text("Hold a plan against every rule and everything it claims.", "按全部规则核验计划及其所列数据。"),
        [
            INSTANCE,
            Argument("plan", "PLAN", Text("The folder of the plan.", "计划所在的文件夹。")),
            BASE,
            *scope_options(
                Text("The plan must be one of this roll-out stage; if not given, of what its plan.json says.",
                     "计划应为该推开阶段的计划；不填则以 plan.json 所记范围为准。"),
                Text("The plan must be one of this committee and what is under it; may be repeated.",
                     "计划应为该党组织及其下级的计划；可多次给出。"),
            ),
            ENCODING,
            JSON,
        ],
        _verify,
        [Text("Exit status 4 if a rule is broken or a claim is false.", "有违规或数据不实时，以状态码 4 退出。")],
    ),
    Entry(
        "report",
        Text("Write workbooks, sign-in sheets and calendars of a plan.", "输出计划的工作簿、签到表和日历。"),
        report_options.REPORT,
        _report,
        report_options.REPORT_MORE,
    ),
    Entry(
        "show",
        Text("Show what a plan holds for one branch, member, supervisor, venue or day.",
             "查询计划中某个支部、党员、列席领导、场地或某一天的安排。"),
        report_options.SHOW,
        _show,
    ),
    Entry(
        "generate",
        Text("Write an invented instance that looks like the real thing.", "生成规模任选、贴近实际的虚构实例。"),
        generate_options.TAKES,
        _generate,
        [Text("Equal options give equal files.", "选项相同，生成的文件也相同。")],
    ),
)  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and end the process with its exit status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # click itself writes what shells complete
            stream.reconfigure(errors="replace")
    gc.set_threshold(ALLOCATIONS)
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # a look through all installed packages for nothing
    ended = int(status(sys.argv[1:] if arguments is None else arguments))
    if any(thread.name == SOLVER_THREAD for thread in threading.enumerate()):
        _leave_at_once(ended)
    sys.exit(ended)


def _leave_at_once(ended: int) -> None:
    """End where a solver does not end when asked to: it must not be working while the process is taken down."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError, AttributeError):
            stream.flush()
    os._exit(ended)


def status(arguments: Sequence[str]) -> int:
    """Run the command line; its exit status. Nothing but KeyboardInterrupt's exit ever escapes."""
    terminal = Terminal(spoken(arguments))
    try:
        return _run(list(arguments), terminal)
    except Interrupted as interrupted:
        terminal.note(INTERRUPTED)
        return 128 + interrupted.signal
    except (KeyboardInterrupt, click.Abort):
        terminal.note(INTERRUPTED)
        return Status.INTERRUPTED
    except click.UsageError as error:
        return explain(WrongUseError(in_words(error)), terminal)
    except Exception as error:
        return explain(error, terminal)


def build(lang: Lang, call: Callable[[Entry, Mapping[str, Any]], int]) -> click.Group:
    """All commands, with their help in one language."""
    return declare.group("turnout", lang, BRIEF, [declare.made(entry, lang, call) for entry in COMMANDS])


def _run(arguments: list[str], terminal: Terminal) -> int:
    def call(entry: Entry, values: Mapping[str, Any]) -> int:
        given = {name: value for name, value in values.items() if name != "lang"}
        return int(entry.runs()(terminal, **given))

    result = build(terminal.lang, call).main(arguments, prog_name="turnout", standalone_mode=False, obj=terminal)
    return int(result or 0)


def in_words(error: click.UsageError) -> Text:
    """What click found wrong, in both languages."""
    name = type(error).__name__
    if isinstance(error, click.MissingParameter) and error.param is not None:
        what = error.param.make_metavar(error.ctx) if error.ctx and not error.param.opts[0].startswith("-") else ""
        what = what or max(error.param.opts, key=len)
        return Text("{what} is missing; see --help", "缺少 {what}，用法见 --help").fill(what=what)
    if isinstance(error, click.NoSuchOption):
        near = ", ".join(error.possibilities or ())
        if near:
            return Text(
                "there is no option {name}; did you mean {near}?", "没有 {name} 这个选项，是否想用 {near}？"
            ).fill(name=error.option_name, near=near)
        return Text("there is no option {name}; see --help", "没有 {name} 这个选项，用法见 --help").fill(
            name=error.option_name
        )
    if isinstance(error, click.BadOptionUsage):
        if "does not take" in error.message:
            return Text("{name} takes no value", "{name} 不需要填值").fill(name=error.option_name)
        return Text("{name} needs a value", "{name} 缺少取值").fill(name=error.option_name)
    extra = re.search(r"unexpected extra arguments? \((.*)\)", error.message)
    if extra:
        return Text("too many arguments: {extra}", "多余的参数：{extra}").fill(extra=extra[1])
    return Text(error.message or name, f"用法有误：{error.message or name}")


if __name__ == "__main__":
    main()
