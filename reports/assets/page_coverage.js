// Targets by level against the year's quota, and the tree from the enterprise down to its branches.
const V = D.coverage;
const tree = { open: null, onlyOpen: false };

function levelBar(row, title) {
  const annual = Math.max(V.annual[row], V.required[row], V.achieved[row], 1);
  const share = (value) => `${Math.min(100, (100 * value) / annual)}%`;
  const tone = V.shortfall[row] ? "short" : "good";
  return el("li", { class: `level ${tone}`, "data-target": V.quota[row] ? "quota" : "coverage" },
    el("div", { class: "row" }, el("b", {}, title), el("span", {},
      t("due_now", { achieved: number(V.achieved[row]), annual: number(V.annual[row]), required: number(V.required[row]),
        quota: number(V.given[row]), branches: number(V.branches[row]) }),
      V.shortfall[row] > 0 && el("strong", {}, ` ${t("short_by", { count: number(V.shortfall[row]) })}`))),
    el("div", { class: "meter" }, el("i", { css: { width: share(V.achieved[row]) } }), el("u", { css: { left: share(V.required[row]) } })),
    V.reason[row] && el("p", { class: "quiet" }, word("shortfall", V.reason[row])));
}

function levelsCard(title) {
  const rows = V.quota.map((quota, row) => (quota ? row : -1)).filter((row) => row >= 0);
  if (!rows.length) return null;
  return card(t("levels"), el("p", { class: "quiet" }, t("levels_hint")), el("ul", { class: "levels" }, ...rows.map((row) => levelBar(row, title(row)))));
}

const scopeTitle = (row) => [V.scope[row] >= 0 && C.name[V.scope[row]], t("level_n", { level: V.level[row] })].filter(Boolean).join(" · ");

// Branches under each committee: all, covered; and the lists of children.
function treeFacts() {
  const count = C.name.length;
  const facts = { all: new Array(count).fill(0), covered: new Array(count).fill(0), branches: [], children: [], due: new Array(count).fill(-1) };
  for (let i = 0; i < count; i++) { facts.branches.push([]); facts.children.push([]); }
  B.name.forEach((_, branch) => {
    if (B.parent[branch] < 0 || !B.members[branch]) return;
    facts.branches[B.parent[branch]].push(branch);
    for (let at = B.parent[branch]; at >= 0; at = C.parent[at]) {
      facts.all[at]++;
      if (B.state[branch]) facts.covered[at]++;
    }
  });
  C.parent.forEach((parent, place) => { if (parent >= 0) facts.children[parent].push(place); });
  V.scope.forEach((scope, row) => { if (!V.quota[row] && scope >= 0) facts.due[scope] = row; });
  return facts;
}

function tone(facts, committee) {
  const row = facts.due[committee];
  if (row >= 0) return V.shortfall[row] ? "short" : "good";
  return facts.covered[committee] === facts.all[committee] ? "good" : "partly";
}

function committeeRow(facts, committee, depth) {
  const row = facts.due[committee], all = Math.max(1, facts.all[committee]);
  const whole = row >= 0 && V.branches[row] === facts.all[committee];
  const has = facts.children[committee].length + facts.branches[committee].length > 0;
  const general = C.kind[committee] === 1;
  return el("div", {
    class: `node ${tone(facts, committee)}`, role: "treeitem", tabindex: -1, "aria-level": depth + 1, "data-committee": committee,
    "aria-expanded": has ? String(tree.open.has(committee)) : null, css: { "--depth": depth },
    onclick: () => toggle(committee),
  }, el("span", { class: "twist", "aria-hidden": "true" }, has ? (tree.open.has(committee) ? "▾" : "▸") : ""),
  el("span", { class: "label" }, el("b", {}, C.name[committee]), el("span", { class: "quiet" }, ` ${general ? t("general_branch") : t("level_n", { level: C.level[committee] })}`)),
  el("span", { class: "meter" }, el("i", { css: { width: `${(100 * facts.covered[committee]) / all}%` } }),
    whole && el("u", { css: { left: `${Math.min(100, (100 * V.required[row]) / Math.max(1, V.branches[row]))}%` } })),
  el("span", { class: "count" }, t("covered_of", { covered: number(facts.covered[committee]), all: number(facts.all[committee]) }),
    row >= 0 && el("span", { class: "quiet" }, ` · ${t(whole ? "due" : "due_own", {
      required: number(V.required[row]), achieved: number(V.achieved[row]), all: number(V.branches[row]) })}`),
    row >= 0 && V.shortfall[row] > 0 && el("strong", {}, ` ${t("short_by", { count: number(V.shortfall[row]) })}`)),
  el("span", { class: "own quiet" }, general ? "" : t("reached", { count: number(D.visits.reached[committee]) })));
}

function branchRow(branch, depth) {
  return el("div", { class: `node leaf state-${B.state[branch]}`, role: "treeitem", tabindex: -1, "aria-level": depth + 1, "data-branch": branch, css: { "--depth": depth } },
    el("span", { class: "twist dot", "aria-hidden": "true" }), el("span", { class: "label" }, branchName(branch)),
    el("span", { class: "quiet" }, t("members_n", { count: number(B.members[branch]) })),
    el("span", { class: "count" }, t(`state_${B.state[branch]}`)));
}

function treeRows(facts) {
  const rows = [];
  const walk = (committee, depth) => {
    rows.push(committeeRow(facts, committee, depth));
    if (!tree.open.has(committee)) return;
    for (const child of facts.children[committee]) walk(child, depth + 1);
    for (const branch of facts.branches[committee]) if (!tree.onlyOpen || !B.state[branch]) rows.push(branchRow(branch, depth + 1));
  };
  C.parent.forEach((parent, committee) => { if (parent < 0) walk(committee, 0); });
  return rows;
}

function toggle(committee) {
  if (tree.open.has(committee)) tree.open.delete(committee); else tree.open.add(committee);
  drawTree(`[data-committee="${committee}"]`);
}

let facts = null;
function drawTree(focus) {
  facts = facts || treeFacts();
  const box = byId("tree");
  box.replaceChildren(...treeRows(facts));
  const node = (focus && box.querySelector(focus)) || box.firstElementChild;
  if (!node) return;
  node.tabIndex = 0;
  if (focus) node.focus({ preventScroll: true });
}

function treeKeys(event) {
  const node = event.target.closest(".node");
  if (!node) return;
  const move = (next) => {
    if (!next) return;
    node.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  };
  const committee = node.dataset.committee === undefined ? -1 : Number(node.dataset.committee);
  const open = node.getAttribute("aria-expanded");
  const keys = {
    ArrowDown: () => move(node.nextElementSibling), ArrowUp: () => move(node.previousElementSibling),
    Home: () => move(node.parentNode.firstElementChild), End: () => move(node.parentNode.lastElementChild),
    ArrowRight: () => { if (open === "false") toggle(committee); else if (open) move(node.nextElementSibling); },
    ArrowLeft: () => {
      if (open === "true") return toggle(committee);
      const parent = committee >= 0 ? C.parent[committee] : B.parent[Number(node.dataset.branch)];
      return move(node.parentNode.querySelector(`[data-committee="${parent}"]`));
    },
    Enter: () => committee >= 0 && toggle(committee), " ": () => committee >= 0 && toggle(committee),
  };
  if (!keys[event.key]) return;
  event.preventDefault();
  keys[event.key]();
}

function drawCoverage() {
  if (!tree.open) tree.open = new Set(C.parent.map((parent, place) => (parent < 0 ? place : -1)).filter((place) => place >= 0));
  const all = (open) => { tree.open = new Set(open ? C.name.map((_, place) => place) : []); drawTree(); };
  const tick = el("input", { type: "checkbox", id: "only-open", checked: tree.onlyOpen });
  tick.addEventListener("change", () => { tree.onlyOpen = tick.checked; if (tick.checked) tree.open = new Set(C.name.map((_, place) => place)); drawTree(); });
  byId("panel-coverage").replaceChildren(...[levelsCard(scopeTitle), card(t("tree"),
    el("div", { class: "row" },
      legend(["state-2", t("state_2")], ["state-1", t("state_1")], ["state-0", t("state_0")]),
      el("div", { class: "group" }, el("label", { class: "tick" }, tick, t("only_open")),
        el("button", { type: "button", class: "button", id: "tree-open", onclick: () => all(true) }, t("open_all")),
        el("button", { type: "button", class: "button", onclick: () => all(false) }, t("close_all")))),
    el("div", { class: "tree", id: "tree", role: "tree", "aria-label": t("tree"), onkeydown: treeKeys }))].filter(Boolean));
  drawTree();
}
