// Days count from the plan's first; weeks begin on Mondays.
const NO_DAY = -9999;
const first = Date.parse(`${D.plan.start}T00:00:00Z`);
const firstWeekday = (new Date(first).getUTCDay() + 6) % 7;
const dayCount = D.plan.days.length;
const weekCount = Math.ceil((firstWeekday + dayCount) / 7);
const weekOf = (day) => (day < 0 || day >= dayCount ? -1 : Math.floor((day + firstWeekday) / 7));
const weekdayOf = (day) => (((day + firstWeekday) % 7) + 7) % 7;
const monday = (week) => week * 7 - firstWeekday;
const dateOf = (day) => new Date(first + day * 86400000);

const clock = (minutes) => (minutes < 0 ? "" :
  `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`);

function shortDay(day) {
  const date = dateOf(day);
  const month = WORDS[state.lang].months[date.getUTCMonth()];
  return state.lang === "zh" ? `${month}${date.getUTCDate()}日` : `${date.getUTCDate()} ${month}`;
}

function longDay(day) {
  if (day === NO_DAY) return t("lost");
  const weekday = WORDS[state.lang].weekdays[weekdayOf(day)];
  return state.lang === "zh" ? `${shortDay(day)} ${weekday}` : `${weekday} ${shortDay(day)}`;
}

const isoDay = (day) => (day === NO_DAY ? "" : dateOf(day).toISOString().slice(0, 10));
const isoWeekShort = (week) => {
  const date = dateOf(Math.max(0, monday(week)));
  return `${date.getUTCMonth() + 1}/${date.getUTCDate()}`;
};
