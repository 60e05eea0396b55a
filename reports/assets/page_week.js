// The timetable: a week as a grid of rows and days, or a list; the strip of weeks shows where the sessions lie.
const WIDE = 900, CHIP = 46, CHIP_GAP = 4, ROW_PAD = 10;
const week = { built: "", list: null, all: false };

const chosenLayout = () => (week.all ? "list" : filter.layout || (innerWidth < WIDE ? "list" : "week"));

function selectBox(label, key, pairs) {
  const select = options(el("select", { "aria-label": label, "data-filter": key }), pairs, filter[key]);
  select.addEventListener("change", () => { filter[key] = select.value; drawWeek(); });
  return select;
}

function weekControls() {
  const search = el("input", {
    type: "search", id: "search", placeholder: t("search"), "aria-label": t("search"), value: filter.text, autocomplete: "off",
  });
  let timer = 0;
  search.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => { filter.text = search.value; drawWeek(); }, 120);
  });
  const kinds = WORDS[state.lang].kinds.map((name, place) => [String(place), name]);
  const statuses = WORDS[state.lang].statuses.map((name, place) => [String(place), name]);
  const deep = C.name.map((name, place) => [String(place), `${"\u3000".repeat(C.level[place] - C.level[0])}${name}`]);
  const satIn = el("input", { type: "checkbox", checked: filter.satIn, "data-filter": "satIn" });
  satIn.addEventListener("change", () => { filter.satIn = satIn.checked; drawWeek(); });
  const rows = [["branch", t("by_branch")], ["venue", t("by_venue")], ["lecturer", t("by_lecturer")], ["supervisor", t("by_supervisor")]];
  return el("div", { class: "controls" }, search,
    selectBox(t("kind"), "kind", [["all", t("all_kinds")], ...kinds]),
    C.name.length > 1 && selectBox(t("committee"), "committee", [["all", t("all_committees")], ...deep]),
    new Set(S.status).size > 1 && selectBox(t("status"), "status", [["all", t("all_status")], ...statuses]),
    el("label", { class: "tick" }, satIn, t("sat_in")),
    el("div", { class: "push", id: "week-by" }, el("span", { class: "quiet" }, t("group_by")),
      switcher(t("group_by"), rows, filter.by, (value) => { filter.by = value; week.built = ""; drawWeek(); })),
    el("div", { id: "week-layout" }, switcher(t("layout"), [["week", t("as_week")], ["list", t("as_list")]], "", (value) => {
      filter.layout = value;
      if (value === "week") week.all = false;
      drawWeek();
    })));
}

function weekStrip(counts) {
  const peak = Math.max(1, ...counts.map(([a, b]) => a + b));
  const pick = (number) => { week.all = false; filter.week = number; drawWeek(); };
  const strip = el("div", { class: "strip", role: "group", "aria-label": t("weeks") });
  counts.forEach(([study, discussion], number) => {
    const high = (value) => ({ height: `${(100 * value) / peak}%` });
    const from = longDay(Math.max(0, monday(number)));
    strip.append(hint(el("button", {
      type: "button", "data-week": number, "aria-pressed": String(!week.all && filter.week === number),
      "aria-label": `${from}: ${t("found", { count: study + discussion })}`, onclick: () => pick(number),
    }, el("span", { class: "pile" }, el("i", { class: "discussion", css: high(discussion) }), el("i", { class: "study", css: high(study) })),
    el("span", {}, isoWeekShort(number))), () => `${from}: ${t("found", { count: study + discussion })}`));
  });
  const step = (by, label, sign) => el("button", {
    type: "button", class: "button icon", title: label, "aria-label": label, "data-step": by,
    disabled: !week.all && (filter.week + by < 0 || filter.week + by >= weekCount), onclick: () => pick(Math.min(weekCount - 1, Math.max(0, filter.week + by))),
  }, sign);
  return el("div", { class: "weeks" }, step(-1, t("week_prev"), "‹"), strip, step(1, t("week_next"), "›"),
    el("button", { type: "button", class: "button", id: "all-weeks", "aria-pressed": String(week.all),
      onclick: () => { week.all = !week.all; drawWeek(); } }, t("all_weeks")));
}

function chip(session) {
  const second = filter.by === "venue" ? audienceFull(session) : filter.by === "branch" ? venueName(session)
    : `${audienceName(session)} · ${venueName(session)}`;
  const sup = S.supervisor[session] >= 0;
  const label = `${longDay(S.day[session])} ${timeOf(session)} ${kindName(session)} ${audienceFull(session)} ${venueName(session)}`;
  return el("button", {
    type: "button", class: `chip ${kindClass(session)}${sup ? " sat" : ""}`, "data-session": session, "aria-label": label, onclick: () => openSession(session),
  }, el("span", { class: "line" }, el("b", {}, clock(S.start[session])), ` ${kindName(session)}`),
  el("span", { class: "line quiet" }, second),
  sup && el("em", { title: `${t("visits_n")} ${personName(S.supervisor[session])}` }, "●"));
}

function gridRow({ row, days }) {
  const most = Math.max(...days.map((day) => day.length));
  return {
    height: ROW_PAD + most * CHIP + (most - 1) * CHIP_GAP + 1,
    make: () => el("div", { class: "gridrow", role: "row" },
      el("div", { class: "rowhead", role: "rowheader" },
        el("button", { type: "button", class: "plain", title: rowName(row), onclick: () => {
          filter.text = rowName(row); byId("search").value = filter.text; drawWeek();
        } }, rowName(row)), el("span", { class: "quiet" }, rowSub(row))),
      ...days.map((day) => el("div", { class: "cell", role: "cell" }, ...day.map(chip)))),
  };
}

function listRow(session) {
  const who = [S.lecturer[session] >= 0 && `${word("heads", "lecturer")} ${personName(S.lecturer[session])}`,
    S.supervisor[session] >= 0 && `${word("heads", "supervisor")} ${personName(S.supervisor[session])}`].filter(Boolean).join(" · ");
  return {
    height: 64,
    make: () => el("button", { type: "button", class: `listrow ${kindClass(session)}`, "data-session": session,
      "aria-label": `${longDay(S.day[session])} ${timeOf(session)} ${kindName(session)} ${audienceFull(session)}`, onclick: () => openSession(session) },
    el("span", { class: "when" }, el("b", {}, timeOf(session)), el("span", { class: "badge" }, kindName(session))),
    el("span", { class: "what" }, el("span", { class: "line" }, audienceFull(session)),
      el("span", { class: "line quiet" }, el("span", { class: "narrow" }, `${venueName(session)} · `), [topicOf(session), who].filter(Boolean).join(" · "))),
    el("span", { class: "where" }, el("span", { class: "line" }, venueName(session)),
      el("span", { class: "line quiet" }, t("expected", { count: number(S.size[session]) })))),
  };
}

function listRows(sessions) {
  const rows = [];
  let day = null;
  for (const session of [...sessions].sort((a, b) => S.day[a] - S.day[b] || S.start[a] - S.start[b] || a - b)) {
    if (S.day[session] !== day) {
      day = S.day[session];
      const shown = day;
      rows.push({ height: 40, make: () => el("h3", { class: "dayhead" }, longDay(shown)) });
    }
    rows.push(listRow(session));
  }
  return rows;
}

function weekHead() {
  return el("div", { class: "gridrow head" }, el("div", { class: "rowhead" }, t(`by_${filter.by}`)),
    ...[0, 1, 2, 3, 4, 5, 6].map((weekday) => {
      const day = monday(filter.week) + weekday;
      const off = day < 0 || day >= dayCount ? "out" : D.plan.days[day] ? "off" : "";
      return el("div", { class: `cell ${off}` }, el("b", {}, WORDS[state.lang].weekdays[weekday]), ` ${shortDay(day)}`);
    }));
}

function buildWeek() {
  const box = el("div", { class: "viewport", tabindex: 0, "aria-label": t("tab_week"), role: "region" });
  byId("panel-week").replaceChildren(weekControls(), el("div", { id: "week-strip" }),
    el("div", { class: "row" }, el("h2", { id: "week-title" }), el("p", { id: "week-count", class: "quiet", "aria-live": "polite" })),
    el("div", { class: "card flush", id: "week-frame" }, el("div", { id: "week-head" }), box),
    el("p", { id: "week-empty", class: "empty", hidden: true }));
  week.list = scroller(box);
  week.built = state.lang + filter.by;
}

function drawWeek() {
  if (week.built !== state.lang + filter.by) buildWeek();
  const layout = chosenLayout(), kept = found(layout);
  const counts = Array.from({ length: weekCount }, () => [0, 0]);
  for (const session of kept) {
    const number = weekOf(S.day[session]);
    if (number >= 0) counts[number][S.kind[session] === 0 ? 0 : 1]++;
  }
  byId("week-strip").replaceChildren(weekStrip(counts));
  const shown = week.all ? kept : kept.filter((session) => weekOf(S.day[session]) === filter.week);
  const from = monday(filter.week);
  byId("week-title").textContent = week.all ? t("all_weeks") : t("week_of", { from: shortDay(from), to: shortDay(from + 6) });
  byId("week-count").textContent = kept.length === sessionCount && week.all ? t("found", { count: number(shown.length) })
    : t("found_of", { count: number(shown.length), all: number(week.all ? sessionCount : kept.length) });
  for (const button of byId("week-layout").querySelectorAll("button")) button.setAttribute("aria-pressed", String(button.dataset.value === layout));
  byId("week-by").hidden = layout === "list";
  byId("week-frame").classList.toggle("grid", layout === "week");
  byId("week-head").replaceChildren(...(layout === "week" ? [weekHead()] : []));
  byId("week-frame").hidden = shown.length === 0;
  byId("week-empty").hidden = shown.length > 0;
  byId("week-empty").textContent = kept.length ? t("elsewhere", { count: number(kept.length) }) : t("nothing");
  week.list.show(layout === "week" ? gridRows(shown).map(gridRow) : listRows(shown));
}

function openWeek(number) {
  if (number < 0) return;
  filter.week = number;
  week.all = false;
  openTab("week");
}

// The week in which the first session lies, not the first of the quarter.
function firstWeek() {
  const days = S.day.filter((day) => day >= 0 && day < dayCount);
  return days.length ? weekOf(days.reduce((a, b) => Math.min(a, b))) : 0;
}
