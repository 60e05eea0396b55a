// People not placed with the reasons, and targets not met.
const U = D.unplaced;
const BATCH_OF_ROWS = 200;
const people = { text: "", reason: "all", shown: BATCH_OF_ROWS };

function personText(row) {
  return U.person[row] || U.name[row] ? [U.name[row], U.person[row]].join(" ") : t("withheld_people", { count: number(U.count[row]) });
}

function unplacedRows() {
  const words = people.text.toLowerCase().split(/\s+/).filter(Boolean);
  return U.reason.map((_, row) => row).filter((row) => (people.reason === "all" || U.reason[row] === people.reason)
    && fits(words, `${personText(row)} ${branchName(U.branch[row])} ${U.group[row]}`.toLowerCase()));
}

function reasonBars() {
  const counts = new Map();
  U.reason.forEach((reason, row) => counts.set(reason, (counts.get(reason) || 0) + U.count[row]));
  const most = Math.max(...counts.values());
  const known = Object.keys(WORDS[state.lang].unplaced);
  const order = [...counts.keys()].sort((a, b) => known.indexOf(a) - known.indexOf(b));
  return el("ul", { class: "bars reasons" }, ...order.map((reason) => el("li", {}, el("span", { class: "term" }, word("unplaced", reason)),
    el("span", { class: "track" }, el("i", { css: { width: `${(100 * counts.get(reason)) / most}%` } })),
    el("span", { class: "amount" }, number(counts.get(reason))))));
}

function drawUnplaced() {
  const rows = unplacedRows(), kinds = WORDS[state.lang].kinds;
  const shown = rows.slice(0, people.shown);
  const heads = ["name", "branch", "group", "kind", "reason", "detail"].map((key) => word("heads", key));
  const parts = [table(heads, shown.map((row) => [personText(row), branchName(U.branch[row]), U.group[row], kinds[U.kind[row]],
    word("unplaced", U.reason[row]), detailText(U.detail[row])]), ["", "", "", "nowrap", "", ""])];
  if (rows.length > shown.length) {
    parts.push(el("button", { type: "button", class: "button", id: "more-people", onclick: () => { people.shown += BATCH_OF_ROWS; drawUnplaced(); } },
      t("more", { count: number(Math.min(BATCH_OF_ROWS, rows.length - shown.length)) })));
  }
  byId("unplaced").replaceChildren(...parts);
}

function shortfallCard() {
  const rows = V.shortfall.map((value, row) => (value > 0 ? row : -1)).filter((row) => row >= 0);
  if (!rows.length) return card(t("shortfalls"), el("p", { class: "empty good" }, t("no_shortfall")));
  const heads = ["target", "scope", "level", "branches", "required", "achieved", "shortfall", "reason"].map((key) => word("heads", key));
  const bound = D.figures.bound;
  return card(t("shortfalls"), table(heads, rows.map((row) => [word("targets", V.quota[row] ? "quota" : "coverage"),
    V.scope[row] < 0 ? "" : C.name[V.scope[row]], number(V.level[row]), number(V.branches[row]), number(V.required[row]), number(V.achieved[row]),
    el("strong", {}, number(V.shortfall[row])), V.reason[row] ? word("shortfall", V.reason[row]) : ""]),
  ["nowrap", "", "num", "num", "num", "num", "num", ""]),
  bound ? el("p", { class: "quiet" }, t("least_short", { t1: number(bound.t1), t2: number(bound.t2) })) : null);
}

function drawPeople() {
  if (!U.reason.length) {
    byId("panel-people").replaceChildren(card(t("who"), D.figures.placed === 2 * D.figures.members
      ? el("p", { class: "empty good" }, t("everyone_placed")) : el("p", { class: "empty" }, t("none"))), shortfallCard());
    return;
  }
  const search = el("input", { type: "search", id: "find-person", placeholder: t("find_person"), "aria-label": t("find_person"), value: people.text });
  search.addEventListener("input", () => { people.text = search.value; people.shown = BATCH_OF_ROWS; drawUnplaced(); });
  const codes = [...new Set(U.reason)].map((code) => [code, word("unplaced", code)]);
  const select = options(el("select", { id: "reason", "aria-label": word("heads", "reason") }), [["all", t("all_reasons")], ...codes], people.reason);
  select.addEventListener("change", () => { people.reason = select.value; people.shown = BATCH_OF_ROWS; drawUnplaced(); });
  const total = U.count.reduce((a, b) => a + b, 0);
  byId("panel-people").replaceChildren(
    card(t("why"), el("p", { class: "quiet" }, [t("unplaced_n", { count: number(total) }),
      proof(total, D.figures.bound && D.figures.bound.unplaced)].filter(Boolean).join(" · ")), reasonBars()),
    shortfallCard(),
    card(t("who"), el("div", { class: "controls" }, search, select), el("div", { id: "unplaced" })));
  drawUnplaced();
}
