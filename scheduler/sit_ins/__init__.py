"""Sit-ins: which supervisor visits which discussion (rules V1–V7), so that coverage and quotas are met at the least
cost."""

from turnout.scheduler.sit_ins.planning import SitIns, assemble, no_visits, plan_visits, prepare, solve_part

__all__ = ["SitIns", "assemble", "no_visits", "plan_visits", "prepare", "solve_part"]
