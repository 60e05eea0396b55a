// The data, the words, and how elements are made. Texts of the data only ever become text nodes or attribute values.
const D = JSON.parse(document.getElementById("data").textContent);
const WORDS = JSON.parse(document.getElementById("texts").textContent);
const root = document.documentElement;
const state = { lang: root.dataset.lang, tab: "overview" };
const byId = (id) => document.getElementById(id);

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (all, key) => (key in values ? String(values[key]) : all));
const t = (key, values) => {
  const text = WORDS[state.lang].labels[key];
  return values ? fill(text, values) : text;
};
const word = (list, key) => {
  const found = WORDS[state.lang][list][key];
  return found === undefined ? String(key) : found;
};
const number = (value) => value.toLocaleString("en-US");
const percent = (share) => `${(100 * share).toFixed(2).replace(/\.?0+$/, "")}%`;

function put(node, children) {
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    node.append(child instanceof Node ? child : String(child));
  }
  return node;
}

function apply(node, attributes) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "css") for (const [property, given] of Object.entries(value)) node.style.setProperty(property, given);
    else node.setAttribute(name, value === true ? "" : value);
  }
  return node;
}

const el = (tag, attributes, ...children) => put(apply(document.createElement(tag), attributes), children);
const svg = (tag, attributes, ...children) =>
  put(apply(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes), children);

const card = (title, ...children) => el("section", { class: "card" }, title && el("h2", {}, title), ...children);

function options(select, pairs, chosen) {
  select.replaceChildren(...pairs.map(([value, text]) => el("option", { value, selected: value === chosen }, text)));
  select.value = chosen;
  return select;
}

// A choice of few, as buttons of which one is pressed.
function switcher(label, pairs, chosen, choose) {
  const group = el("div", { class: "switcher", role: "group", "aria-label": label });
  for (const [value, text] of pairs) {
    group.append(el("button", {
      type: "button", "data-value": value, "aria-pressed": String(value === chosen),
      onclick: () => choose(value),
    }, text));
  }
  return group;
}

const tip = byId("tip");
// A short text beside whatever is pointed at or focused.
function hint(node, text) {
  const show = () => {
    const box = node.getBoundingClientRect();
    tip.textContent = text();
    tip.hidden = false;
    const width = tip.offsetWidth;
    tip.style.left = `${Math.max(8, Math.min(innerWidth - width - 8, box.left + box.width / 2 - width / 2))}px`;
    tip.style.top = `${box.top > 60 ? box.top - tip.offsetHeight - 6 : box.bottom + 6}px`;
  };
  const hide = () => { tip.hidden = true; };
  for (const name of ["pointerenter", "focus"]) node.addEventListener(name, show);
  for (const name of ["pointerleave", "blur"]) node.addEventListener(name, hide);
  return node;
}

function table(heads, rows, kinds) {
  const cell = (tag, value, place) => el(tag, { class: kinds[place] || null }, value);
  return el("div", { class: "scroll", tabindex: 0, role: "group" }, el("table", { class: heads.length > 5 ? "wide" : null },
    el("thead", {}, el("tr", {}, ...heads.map((head, place) => cell("th", head, place)))),
    el("tbody", {}, ...rows.map((row) => el("tr", {}, ...row.map((value, place) => cell("td", value, place)))))));
}
