"""All checks that look at more than one cell."""

from __future__ import annotations

from dataclasses import replace

from turnout.instances.canonical import Checked
from turnout.instances.check_groups import check_groups
from turnout.instances.check_plausible import check_plausible
from turnout.instances.check_references import Tables, check_references, with_off_written_out
from turnout.instances.check_times import check_times
from turnout.instances.check_tree import check_tree
from turnout.instances.findings import Findings
from turnout.models.settings import Settings


def check(tables: Tables, settings: Settings, findings: Findings) -> dict[str, Checked]:
    """Note everything wrong between cells, rows and tables.

    Returns the tables with days off in rotas written as `-`.
    """
    shifts = tables["shifts"].frame["code"]
    tables = dict(tables)
    for name, column in (("groups", "cycle"), ("roster", "code")):
        frame = tables[name].frame
        tables[name] = replace(
            tables[name], frame=frame.assign(**{column: with_off_written_out(frame[column], shifts)})
        )
    check_references(tables, findings)
    check_tree(tables, findings)
    check_groups(tables, findings)
    check_times(tables, settings, findings)
    check_plausible(tables, settings, findings)
    return tables
