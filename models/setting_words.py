"""What each setting means, in both languages, by its dotted path."""

from __future__ import annotations

from turnout.models.text import Text

_MAX_BATCH = Text("Most people of this post type in one session.", "该岗位类别每场最多人数。")
_SCOPE = Text(
    "Who studies together: `branch`, or `committee`: members of all branches of a committee.",
    "集中学习的范围：`branch` 按党支部，`committee` 可在同一党委的各支部之间合并。",
)

SETTING_EXPLAIN: dict[str, Text] = {
    "quarter": Text("The quarter to plan.", "要编制计划的季度。"),
    "start_date": Text("First date, instead of the quarter's.", "起始日期，替代季度首日。"),
    "end_date": Text("Last date, instead of the quarter's.", "结束日期，替代季度末日。"),
    "seed": Text("Seed of everything that is chosen at random.", "随机选择的种子。"),
    "session.study_minutes": Text("Length of a study in minutes.", "集中学习时长（分钟）。"),
    "session.discussion_minutes": Text("Length of a discussion in minutes.", "研讨时长（分钟）。"),
    "session.grid_minutes": Text(
        "Sessions start on this grid, counted from 00:00.", "开始时间的间隔（分钟），自 00:00 起算。"
    ),
    "session.day_start": Text("No session starts earlier.", "每日最早开始时间。"),
    "session.day_end": Text("No session ends later.", "每日最晚结束时间。"),
    "session.office_hours": Text("Office hours of workdays.", "工作日的办公时间。"),
    "session.after_work": Text(
        "Site posts are free from here to `day_end` on workdays.", "项目一线工作日的下班时间，此后至 `day_end` 可集中。"
    ),
    "session.min_batch": Text("Fewest people in a session.", "每场最少人数。"),
    "session.gap_days": Text(
        "Days between a member's study and discussion, at least.", "同一党员学习与研讨之间至少间隔的天数。"
    ),
    "session.clearance_minutes": Text(
        "Minutes between a shift and a session, on both sides.", "班次与集中之间前后各留的分钟数。"
    ),
    "session.rest_after_night": Text("Hours of rest after a night shift.", "夜班后的休息小时数。"),
    "session.rest_before_night": Text("Hours of rest before a night shift.", "夜班前的休息小时数。"),
    "session.max_attendee_travel": Text(
        "Longest way of an attendee to a venue in minutes.", "参会人员到场地的最长路程（分钟）。"
    ),
    "session.lecturer_required": Text(
        "Whether every study needs a lecturer; without any lecturer in the tables it is ignored.",
        "集中学习是否必须有主讲人；主讲人表为空时不起作用。",
    ),
    **{f"post_types.{t}.max_batch": _MAX_BATCH for t in ("shift", "mobile", "site", "cross_unit", "other")},
    **{f"post_types.{t}.study_scope": _SCOPE for t in ("shift", "mobile", "site", "cross_unit", "other")},
    "cost.session": Text("Cost of a session.", "每场的成本。"),
    "cost.duty_day": Text(
        "Per attendee on shift, on a day on which one of his shifts starts.", "轮班人员在当班日参会的每人次成本。"
    ),
    "cost.rest_day": Text("Per attendee on shift, on any other day.", "轮班人员在其他日参会的每人次成本。"),
    "cost.after_work": Text("Per attendee of a site post in the evening.", "项目一线人员下班后参会的每人次成本。"),
    "cost.travel_half_hour": Text(
        "Per attendee and started half hour of travel.", "每人次每半小时路程（不足按半小时计）的成本。"
    ),
    "cost.off_theme_day": Text(
        "Per session of a branch with a theme day, held on another day.", "设有主题党日的支部在其他日召开的每场成本。"
    ),
    "sit_in.quota": Text("Branches to sit in on a year.", "每年应列席的党支部数。"),
    "sit_in.quota_scope": Text(
        "For whom the quota counts: `level`, all committees of one level together, or `committee`, each one.",
        "指标的口径：`level` 同一层级合计，`committee` 逐个党委。",
    ),
    "sit_in.pace": Text(
        "How much is due after quarter q: `even`, q/4 of the year's; `year_end`, all in the fourth quarter.",
        "进度：`even` 每季度完成全年的四分之一，`year_end` 年底前完成即可。",
    ),
    "sit_in.visit": Text("Cost of a visit.", "每次列席的成本。"),
    "sit_in.day": Text("Cost of a supervisor's day with visits.", "列席领导每个列席日的成本。"),
    "sit_in.travel_minute": Text("Cost of a minute of travel.", "每分钟路程的成本。"),
    "sit_in.imbalance": Text(
        "Per visit of a supervisor above the even share of his committee.", "超出本党委人均列席次数部分的每次成本。"
    ),
}
