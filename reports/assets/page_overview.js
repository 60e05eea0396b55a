// Headline figures with their bounds, load over the quarter, cost by term, post types, notes.
const measure = { load: "people" };

function figure(title, value, lines, tone) {
  return el("div", { class: `figure ${tone || ""}` }, el("h3", {}, title), el("p", { class: "value" }, value),
    ...lines.filter(Boolean).map((line) => el("p", { class: "quiet" }, line)));
}

function proof(value, bound) {
  if (bound === undefined || value === 0) return null;
  return value <= bound ? t("proven_least") : t("proven_bound", { bound: number(bound) });
}

// Of the page of one enterprise among several: bounds are proven for all of them together.
function proofOfEntire(key, label) {
  if (!D.entire || !D.entire.figures[key]) return null;
  const value = D.entire.figures[key], bound = D.entire.figures.bound[key];
  return [t(label, { count: number(value) }), proof(value, bound)].filter(Boolean).join(state.lang === "zh" ? "，" : ", ");
}

const shownCost = () => D.cost || (D.entire && D.entire.cost);
const costOf = () => (D.entire ? t("of_entire", { count: number(D.entire.enterprises) }) : "");

function figureCards() {
  const f = D.figures, bound = f.bound || {};
  const all = f.placed + f.unplaced;
  const made = [
    figure(t("placed"), number(f.placed), [
      t("placed_of", { all: number(all) }),
      f.unplaced ? t("unplaced_n", { count: number(f.unplaced) }) : t("all_placed"), proof(f.unplaced, bound.unplaced),
      proofOfEntire("unplaced", "entire_unplaced"),
      t("members_in", { members: number(f.members), branches: number(f.branches) })], f.unplaced ? "partly" : "good"),
    figure(t("sessions_n"), number(f.study + f.discussion),
      [t("studies_discussions", { study: number(f.study), discussion: number(f.discussion) })]),
    figure(t("visits_n"), number(f.visits), [
      D.visits ? t("visits_detail", { fallback: number(D.visits.fallback.reduce((a, b) => a + b, 0)) }) : t("visits_plain")]),
    figure(t("t1"), number(f.t1), [f.t1 ? t("branches_missing") : t("met"), proof(f.t1, bound.t1), proofOfEntire("t1", "entire_short")],
      f.t1 ? "short" : "good"),
    figure(t("t2"), number(f.t2), [f.t2 ? t("branches_missing") : t("met"), proof(f.t2, bound.t2), proofOfEntire("t2", "entire_short")],
      f.t2 ? "short" : "good"),
  ];
  for (const [key, title] of [["timetable", "timetable_cost"], ["sit_ins", "sit_in_cost"]]) {
    if (!shownCost()) continue;
    const c = shownCost()[key];
    made.push(figure(t(title), number(c.total), [costOf(), `${t("lower_bound")} ${number(c.bound)}`, `${t("gap")} ${percent(c.gap)}`]));
  }
  return el("div", { class: "figures" }, ...made);
}

function loadChart() {
  const study = D.load.study[measure.load], discussion = D.load.discussion[measure.load];
  const totals = study.map((value, day) => value + discussion[day]);
  const peak = Math.max(1, ...totals), height = 150, step = 10, left = 0;
  const chart = svg("svg", {
    class: "load", viewBox: `${left} -14 ${dayCount * step} ${height + 40}`, preserveAspectRatio: "none", role: "group",
    "aria-label": t("load"),
  });
  D.plan.days.forEach((kind, day) => {
    if (kind) chart.append(svg("rect", { class: "off", x: day * step, y: -14, width: step, height: height + 14 }));
  });
  totals.forEach((total, day) => {
    if (!total) return;
    const a = (study[day] / peak) * height, b = (discussion[day] / peak) * height;
    const bar = svg("g", { class: "day", tabindex: D.sessions ? 0 : null, role: D.sessions ? "button" : null, "data-day": day });
    bar.append(svg("rect", { class: "hit", x: day * step, y: -14, width: step, height: height + 14 }),
      svg("rect", { class: "study", x: day * step + 1, y: height - a, width: step - 2, height: a }),
      svg("rect", { class: "discussion", x: day * step + 1, y: height - a - b, width: step - 2, height: b }));
    const label = () => t("day_bar", {
      day: longDay(day), study: number(D.load.study.sessions[day]), sp: number(D.load.study.people[day]),
      discussion: number(D.load.discussion.sessions[day]), dp: number(D.load.discussion.people[day]),
    });
    bar.setAttribute("aria-label", label());
    if (D.sessions) {
      bar.addEventListener("click", () => openWeek(weekOf(day)));
      bar.addEventListener("keydown", (event) => { if (event.key === "Enter") openWeek(weekOf(day)); });
    }
    chart.append(hint(bar, label));
  });
  chart.append(svg("line", { class: "axis", x1: 0, x2: dayCount * step, y1: height, y2: height }));
  const axis = el("div", { class: "axis-days", "aria-hidden": "true" });
  for (let week = 0; week < weekCount; week++) {
    const day = Math.max(0, monday(week));
    axis.append(el("span", { css: { left: `${(100 * day) / dayCount}%` } }, isoWeekShort(week)));
  }
  return el("div", { class: "chart" }, el("p", { class: "peak quiet" }, number(peak)), chart, axis);
}

function legend(...pairs) {
  return el("ul", { class: "legend" }, ...pairs.map(([name, text]) => el("li", {}, el("i", { class: name }), text)));
}

function loadCard() {
  const choose = (value) => { measure.load = value; drawOverview(); };
  return card(t("load"),
    el("div", { class: "row" },
      legend(["study", word("kinds", 0)], ["discussion", word("kinds", 1)], ["off", t("day_off")]),
      switcher(t("load"), [["people", t("by_people")], ["sessions", t("by_sessions")]], measure.load, choose)),
    loadChart());
}

function costBars(title, c) {
  const most = Math.max(c.total, 1);
  const line = (name, value, kind) => el("li", { class: kind },
    el("span", { class: "term" }, name),
    el("span", { class: "track" }, el("i", { css: { width: `${(100 * value) / most}%` } })),
    el("span", { class: "amount" }, number(value)));
  return el("div", {}, el("h3", {}, title), el("ul", { class: "bars" },
    ...Object.entries(c.terms).map(([key, value]) => line(word("costs", key), value, "part")),
    line(t("total"), c.total, "sum"), line(t("lower_bound"), c.bound, "bound")),
  el("p", { class: "quiet" }, `${t("gap")} ${percent(c.gap)}`));
}

function postsCard() {
  const kinds = WORDS[state.lang].kinds;
  const share = (part, all) => el("span", {}, number(part), el("span", { class: "quiet" }, ` ${percent(all ? part / all : 1)}`));
  return card(t("posts"), table([word("heads", "post_type"), t("members"), kinds[0], kinds[1]],
    D.posts.map(([post, members, study, discussion]) =>
      [WORDS[state.lang].post_types[post], number(members), share(study, members), share(discussion, members)]),
    ["", "num", "num", "num"]));
}

function enterpriseCard() {
  const heads = [t("enterprises"), t("branches_h"), t("members"), t("sessions_n"), t("unplaced_h"), t("visits_n"), t("t1"), t("t2")];
  const rows = D.enterprises.map(({ name, href, figures: f }) => [
    el("a", { href }, name), number(f.branches), number(f.members), number(f.study + f.discussion), number(f.unplaced),
    number(f.visits), number(f.t1), number(f.t2)]);
  return card(t("enterprises"), table(heads, rows, ["", "num", "num", "num", "num", "num", "num", "num"]));
}

function drawOverview() {
  const panel = byId("panel-overview");
  const parts = [figureCards()];
  if (D.enterprises) parts.push(enterpriseCard());
  parts.push(loadCard());
  const pair = [];
  const costs = shownCost();
  if (costs) {
    pair.push(card(t("cost_terms"), costOf() ? el("p", { class: "quiet" }, costOf()) : "",
      costBars(t("timetable_cost"), costs.timetable), costBars(t("sit_in_cost"), costs.sit_ins)));
  }
  const told = D.notes.map((note) => note[state.lang === "zh" ? 1 : 0]);
  if (D.entire) told.push(t("entire_note", { count: number(D.entire.enterprises) }));
  const notes = told.length ? card(t("notes"), el("ul", { class: "notes" }, ...told.map((note) => el("li", {}, note)))) : "";
  pair.push(...(costs ? [el("div", {}, postsCard(), notes)] : [postsCard(), notes]));
  parts.push(el("div", { class: "pair" }, ...pair));
  if (D.enterprises) parts.push(levelsCard((row) => `${D.enterprises[D.coverage.scope[row]].name} · ${t("level_n", { level: D.coverage.level[row] })}`));
  panel.replaceChildren(...parts);
}
