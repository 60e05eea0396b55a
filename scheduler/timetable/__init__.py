"""The quarter's timetable: who studies and discusses when, where, with whom (rules H1–H10)."""

from turnout.scheduler.timetable.planning import Timetable, plan_timetable

__all__ = ["Timetable", "plan_timetable"]
