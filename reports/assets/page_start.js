// Tabs, language, colours, printing.
const PANELS = { overview: drawOverview, week: drawWeek, coverage: drawCoverage, trips: drawTrips, people: drawPeople };
const drawn = new Set();

function openTab(name, focus) {
  state.tab = name;
  for (const tab of document.querySelectorAll("[role=tab]")) {
    const on = tab.dataset.tab === name;
    tab.setAttribute("aria-selected", String(on));
    tab.tabIndex = on ? 0 : -1;
    if (on && focus) tab.focus();
    byId(`panel-${tab.dataset.tab}`).hidden = !on;
  }
  tip.hidden = true;
  if (!drawn.has(name) || name === "week") PANELS[name]();
  drawn.add(name);
  if (D.sessions && location.hash !== `#${name}`) history.replaceState(null, "", `#${name}`);
}

function drawFrame() {
  root.lang = state.lang === "zh" ? "zh-CN" : "en";
  for (const node of document.querySelectorAll("[data-t]")) node.textContent = t(node.dataset.t);
  for (const node of document.querySelectorAll("[data-title]")) {
    node.title = t(node.dataset.title);
    node.setAttribute("aria-label", node.title);
  }
  const quarter = t("quarter", { year: D.plan.year, quarter: D.plan.quarter });
  const owner = D.plan.under || (C && C.parent.filter((parent) => parent < 0).length === 1 ? C.name[C.parent.indexOf(-1)] : "");
  byId("heading").textContent = owner || t("title");
  byId("subheading").textContent = [owner ? t("title") : "", quarter, `${D.plan.start} – ${isoDay(dayCount - 1)}`].filter(Boolean).join(" · ");
  document.title = [owner, t("title"), quarter].filter(Boolean).join(" · ");
}

function redraw() {
  drawFrame();
  drawn.clear();
  openTab(state.tab);
}

function tabKeys(event) {
  const names = Object.keys(PANELS), at = names.indexOf(state.tab);
  const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: names.length - 1 }[event.key];
  if (next === undefined) return;
  event.preventDefault();
  openTab(names[(next + names.length) % names.length], true);
}

// Browsers may refuse storage to a local file; the choice then lasts as long as the page is open.
function remembered(value) {
  try {
    if (value === undefined) return localStorage.getItem("turnout-theme");
    localStorage.setItem("turnout-theme", value);
  } catch { /* not kept */ }
  return null;
}

function setTheme(theme) {
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
}

function isDark() {
  return root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

setTheme(remembered());
byId("theme").addEventListener("click", () => {
  const theme = isDark() ? "light" : "dark";
  setTheme(theme);
  remembered(theme);
});
byId("language").addEventListener("click", () => { state.lang = state.lang === "zh" ? "en" : "zh"; redraw(); });
byId("print").addEventListener("click", () => print());
addEventListener("beforeprint", () => {
  if (!D.sessions) return;
  if (week.list) week.list.print(true);
  if (state.tab === "trips") printTrips(true);
  if (state.tab === "people" && U.reason.length) { people.shown = Infinity; drawUnplaced(); }
});
addEventListener("afterprint", () => {
  if (week.list) week.list.print(false);
  if (D.sessions && drawn.has("trips")) printTrips(false);
  if (D.sessions && U.reason.length && people.shown === Infinity) { people.shown = BATCH_OF_ROWS; if (drawn.has("people")) drawUnplaced(); }
});
byId("session").addEventListener("click", (event) => { if (event.target === byId("session")) byId("session").close(); });
if (D.sessions) {
  document.querySelector("[role=tablist]").addEventListener("keydown", tabKeys);
  for (const tab of document.querySelectorAll("[role=tab]")) tab.addEventListener("click", () => openTab(tab.dataset.tab));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
    event.preventDefault();
    openTab("week");
    byId("search").focus();
  });
  let narrow = innerWidth < WIDE;
  addEventListener("resize", () => {
    if (narrow === innerWidth < WIDE) return;
    narrow = innerWidth < WIDE;
    if (state.tab === "week") drawWeek();
  });
  filter.week = firstWeek();
  if (D.home) {
    byId("home").href = D.home;
    byId("home").hidden = false;
  }
}
drawFrame();
openTab(D.sessions && PANELS[location.hash.slice(1)] ? location.hash.slice(1) : "overview");
