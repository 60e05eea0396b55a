"""The verifier: every rule and every claim of a plan, worked out again from the raw tables and the written files."""

from __future__ import annotations

import os
from collections.abc import Mapping

from turnout.models.instance import Instance
from turnout.models.plan import Plan, Scope
from turnout.models.scope import restrict
from turnout.models.text import Text
from turnout.models.violation import Verdict
from turnout.verifier import (
    base_rules,
    claims,
    costs,
    coverage,
    lecturer_rules,
    member_rules,
    reasons,
    session_rules,
    shortfalls,
    time_rules,
    venue_rules,
    visit_rules,
)
from turnout.verifier.findings import Findings
from turnout.verifier.given import Given
from turnout.verifier.matter import Matter
from turnout.verifier.reading import Raw, read
from turnout.verifier.written import understand

RULES = (
    session_rules.time_of_sessions,
    session_rules.audiences,
    time_rules.everybody_is_free,
    venue_rules.venues,
    session_rules.batch_sizes,
    member_rules.study_then_discussion,
    lecturer_rules.lecturers,
    time_rules.enough_stay_at_work,
    time_rules.one_place_at_a_time,
    visit_rules.hosts_under_the_committee,
    visit_rules.one_visit_a_session,
    visit_rules.supervisors_are_free,
    visit_rules.not_too_many,
    visit_rules.not_his_own_branch,
    visit_rules.once_a_year,
    claims.sizes,
    claims.topics,
)
"""Rules that need nothing but the matter, in the order of their names."""

FEW_ROWS = 1_000_000
"""Rows that any table may have; larger instances have larger plans."""

PathLike = str | os.PathLike[str]


def verify(
    instance: Instance, plan: Plan | PathLike, *, base: Plan | PathLike | None = None, scope: Scope | None = None
) -> Verdict:
    """Check a plan against everything that is asked of one, without regard to how it was made.

    plan: a plan, or the folder of one; its scope is in its manifest. base: the plan whose locked and held sessions
    were taken over; without it those are checked like all others. scope: what the plan must have been made for, where
    somebody else says so than its manifest; where that says otherwise nothing else is checked. Whatever the files
    hold, the answer is a verdict: what cannot be understood is a FORMAT violation. Where a file cannot be read at all
    nothing else is checked; where single rows cannot be understood, the claims that count rows are not.
    """
    findings = Findings()
    most = FEW_ROWS + 10 * len(instance["members"])
    raw = read(plan, findings, Text("plan", "计划"), most)
    base_raw = None if base is None else read(base, findings, Text("base plan", "基准计划"), most)
    part = None if raw is None else _part(instance, raw, scope, findings)
    if raw is None or part is None or (base is not None and base_raw is None):
        return _verdict(findings, {})
    claims.manifest_is_of_this(raw.manifest, instance, findings)
    claims.manifest_is_plausible(raw.manifest, part.days.provisional, findings)
    claims.rows_in_order(raw, findings)
    return _verdict(findings, _examine(instance, part, raw, base_raw, findings))


def _part(instance: Instance, raw: Raw, wanted: Scope | None, findings: Findings) -> Instance | None:
    """The part of the instance that was planned, None where the scope names what does not exist, or is not the one
    wanted."""
    scope = raw.manifest.scope
    if wanted is not None and (scope.stage, set(scope.under)) != (wanted.stage, set(wanted.under)):
        findings.one(
            "MANIFEST",
            Text(
                "plan.json: the plan was made for {found}, not for {wanted}",
                "plan.json：计划的范围是 {found}，而不是 {wanted}",
            ),
            ("plan.json",),
            found=_scope(scope),
            wanted=_scope(wanted),
        )
        return None
    try:
        return restrict(instance, scope.stage, scope.under)
    except KeyError as unknown:
        findings.one(
            "MANIFEST",
            Text(
                "plan.json: the scope names {unknown}, which the instance does not have",
                "plan.json：scope 中的 {unknown} 在实例中不存在",
            ),
            ("plan.json",),
            unknown=unknown.args[0],
        )
        return None


def _scope(scope: Scope) -> str:
    """A scope as the options name it."""
    words = [f"--stage {scope.stage}"] if scope.stage is not None else []
    return " ".join([*words, *(f"--under {committee}" for committee in scope.under)]) or "*"


def _examine(
    instance: Instance, part: Instance, raw: Raw, base: Raw | None, findings: Findings
) -> Mapping[str, object]:
    """Ask every rule, then every claim; returns the figures."""
    given = Given(part)
    matter = Matter(given, understand(raw, given, findings), findings)
    if base is None:
        base_rules.without_base(matter)
    else:
        base_rules.mark_base_sessions(matter, base, instance)
        base_rules.base_stands(matter, base, instance)
    for rule in RULES:
        rule(matter)
    if not matter.plan.whole:
        findings.note(
            Text(
                "claims that count rows were not checked: some rows could not be understood",
                "部分行无法识别，未核对与行数有关的数字",
            )
        )
        return {}
    covered = coverage.Coverage(matter)
    coverage.coverage_claims(matter, covered)
    coverage.roles(matter, covered)
    shortfalls.shortfall_reasons(matter, covered)
    reasons.unplaced_claims(matter)
    figures = _figures(matter, covered)
    claims.numbers(raw.manifest, figures, findings)
    claims.bounds(raw.manifest, figures, findings)
    return figures


def _figures(matter: Matter, covered: coverage.Coverage) -> dict[str, object]:
    """Objective, costs and counts, by the names of plan.json."""
    counts = claims.counts(matter)
    return {
        "objective": {
            "unplaced": counts["unplaced"],
            "t1_shortfall": covered.shortfall("coverage"),
            "t2_shortfall": covered.shortfall("quota"),
        },
        "cost": {
            "timetable": costs.timetable_cost(matter).model_dump(),
            "sit_ins": costs.sit_in_cost(matter).model_dump(),
        },
        "counts": counts,
    }


def _verdict(findings: Findings, figures: Mapping[str, object]) -> Verdict:
    return Verdict(
        violations=findings.violations(),
        inherited=findings.inherited(),
        notes=tuple(findings.notes),
        total=findings.total,
        figures=figures,
    )
