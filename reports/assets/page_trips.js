// Supervisors with their trips: list, map, and the itinerary of the one chosen.
const T = D.trips;
const tripState = { text: "", chosen: -1, map: null, facts: null };

// One entry a supervisor: visits, days, travel minutes, committee, legs.
function supervisorFacts() {
  if (tripState.facts) return tripState.facts;
  const made = new Map();
  T.person.forEach((person, leg) => {
    if (!made.has(person)) made.set(person, { person, committee: T.committee[leg], visits: 0, days: new Set(), minutes: 0, legs: [] });
    const one = made.get(person);
    one.legs.push(leg);
    one.days.add(T.day[leg]);
    if (T.session[leg] >= 0) one.visits++;
    if (T.minutes[leg] > 0) one.minutes += T.minutes[leg];
  });
  tripState.facts = [...made.values()];
  return tripState.facts;
}

const committeeName = (committee) => (committee < 0 ? "" : C.name[committee]);

function supervisorRow(one) {
  return el("button", { type: "button", class: "listrow", "data-person": one.person, "aria-pressed": String(tripState.chosen === one.person),
    onclick: () => chooseSupervisor(tripState.chosen === one.person ? -1 : one.person) },
  el("span", { class: "what" }, el("span", { class: "line" }, el("b", {}, personName(one.person)), ` ${committeeName(one.committee)}`),
    el("span", { class: "line quiet" }, t("sup_line", { visits: one.visits, days: one.days.size, minutes: number(one.minutes) }))));
}

function leaveText(leg) {
  if (T.minutes[leg] <= 0) return "";
  const at = S.start[T.session[leg]] - T.minutes[leg];
  const time = clock(((at % 1440) + 1440) % 1440);
  return t("leave_at", { time: at >= 0 ? time : t("leave_before", { time }) });
}

function legRow(leg) {
  const session = T.session[leg];
  const travel = T.minutes[leg] < 0 ? "" : t("travel", { minutes: number(T.minutes[leg]) });
  if (session < 0) return el("li", { class: "back" }, el("span", { class: "when" }), el("span", { class: "quiet" }, [t("way_home", { place: siteName(T.to[leg]) }), travel].filter(Boolean).join(" · ")));
  return el("li", {}, el("span", { class: "when" }, timeOf(session)),
    el("button", { type: "button", class: "plain", "data-session": session, onclick: () => openSession(session) }, branchName(S.host[session])),
    el("span", { class: "quiet" }, [venueName(session), leaveText(leg), travel].filter(Boolean).join(" · ")));
}

function itinerary(one) {
  const parts = [];
  let day = null, list = null;
  for (const leg of one.legs) {
    if (T.day[leg] !== day) {
      day = T.day[leg];
      list = el("ol", { class: "legs" });
      parts.push(el("h4", {}, longDay(day)), list);
    }
    list.append(legRow(leg));
  }
  return el("div", { class: "itinerary" }, el("h3", {}, `${personName(one.person)} · ${committeeName(one.committee)}`),
    el("p", { class: "quiet" }, t("sup_line", { visits: one.visits, days: one.days.size, minutes: number(one.minutes) })), ...parts);
}

function chooseSupervisor(person) {
  tripState.chosen = person;
  drawSupervisors();
  byId("itinerary").replaceChildren(...itineraries());
  tripState.map.choose(person);
}

function itineraries() {
  if (tripState.chosen < 0) return [el("p", { class: "empty" }, t("pick"))];
  return supervisorFacts().filter((one) => one.person === tripState.chosen).map(itinerary);
}

// On paper nobody can choose: with nobody chosen, everybody who is listed has an itinerary there.
function printTrips(on) {
  if (!tripState.map || tripState.chosen >= 0) return;
  byId("itinerary").replaceChildren(...(on ? listedSupervisors().map(itinerary) : itineraries()));
}

function listedSupervisors() {
  const words = tripState.text.toLowerCase().split(/\s+/).filter(Boolean);
  return supervisorFacts().filter((one) => fits(words, `${personName(one.person)} ${committeeName(one.committee)}`.toLowerCase()));
}

function drawSupervisors() {
  const shown = listedSupervisors();
  const all = el("button", { type: "button", class: "listrow", "aria-pressed": String(tripState.chosen < 0), onclick: () => chooseSupervisor(-1) },
    el("span", { class: "what" }, el("b", {}, t("everybody")), el("span", { class: "line quiet" }, number(shown.length))));
  byId("supervisors").replaceChildren(all, ...shown.map(supervisorRow));
}

function drawTrips() {
  const panel = byId("panel-trips");
  if (!T.person.length) return panel.replaceChildren(el("p", { class: "empty" }, t("none")));
  const search = el("input", { type: "search", placeholder: t("find_supervisor"), "aria-label": t("find_supervisor"), value: tripState.text });
  search.addEventListener("input", () => { tripState.text = search.value; drawSupervisors(); });
  const places = placesOnMap(), lost = places.filter((place) => place.longitude === null || place.latitude === null);
  const map = card(t("map"), legend(["visited", t("place_visited")], ["home", t("place_home")], ["other", t("place_other")]));
  panel.replaceChildren(el("div", { class: "trips-layout" },
    el("section", { class: "card" }, el("h2", {}, t("supervisors")), search, el("div", { class: "people", id: "supervisors" })),
    el("div", {}, map, el("section", { class: "card", id: "itinerary", "aria-live": "polite" }))));
  tripState.map = new PlaceMap(map, places);
  map.append(el("p", { class: "quiet hint" }, t("zoom_hint")));
  if (lost.length) map.append(el("p", { class: "quiet" }, t("no_position", { names: lost.map((place) => place.name).join(state.lang === "zh" ? "、" : ", ") })));
  chooseSupervisor(tripState.chosen);
  return undefined;
}
