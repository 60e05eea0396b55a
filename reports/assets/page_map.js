// A map of the places from their longitudes and latitudes alone: grid, points, lines, names where there is room.
const SMALLEST_SPAN = 0.02, SQUARE = 48, MOST_NAMES = 300, MARGIN = 36, EARTH_KM_PER_DEGREE = 111.195;

function placesOnMap() {
  const homes = new Set(), visited = new Set();
  T.from.forEach((from, leg) => {
    if (from >= 0 && (leg === 0 || T.person[leg] !== T.person[leg - 1] || T.day[leg] !== T.day[leg - 1])) homes.add(from);
    if (T.session[leg] >= 0 && T.to[leg] >= 0) visited.add(T.to[leg]);
  });
  return D.sites.map(([name, longitude, latitude], site) => ({
    site, name, longitude, latitude, kind: visited.has(site) ? "visited" : homes.has(site) ? "home" : "other", home: homes.has(site),
  }));
}

function niceStep(span) {
  const steps = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20];
  return steps.find((step) => span / step <= 6) || 30;
}

// Boxes that are taken on the map, looked up by the squares they touch.
class Room {
  constructor() { this.squares = new Map(); }

  static squaresOf([left, top, right, bottom]) {
    const keys = [];
    for (let i = Math.floor(left / SQUARE); i <= Math.floor(right / SQUARE); i++) {
      for (let k = Math.floor(top / SQUARE); k <= Math.floor(bottom / SQUARE); k++) keys.push(i * 100003 + k);
    }
    return keys;
  }

  take(box) {
    for (const key of Room.squaresOf(box)) {
      if (!this.squares.has(key)) this.squares.set(key, []);
      this.squares.get(key).push(box);
    }
  }

  isClear(box) {
    return Room.squaresOf(box).every((key) => (this.squares.get(key) || []).every((other) =>
      box[0] > other[2] || box[2] < other[0] || box[1] > other[3] || box[3] < other[1]));
  }
}

class PlaceMap {
  constructor(holder, places) {
    this.places = places.filter((place) => place.longitude !== null && place.latitude !== null);
    this.chosen = -1;
    this.frame = svg("svg", { class: "map", role: "img", "aria-label": t("map") });
    const button = (label, sign, id, act) => el("button", { type: "button", class: "button icon", id, title: label, "aria-label": label, onclick: act }, sign);
    holder.append(el("div", { class: "mapbox" }, this.frame, el("div", { class: "zoom" },
      button(t("zoom_in"), "+", "zoom-in", () => this.zoom(1.5)), button(t("zoom_out"), "−", "zoom-out", () => this.zoom(1 / 1.5)),
      button(t("zoom_fit"), "⤢", "zoom-fit", () => this.fit()))));
    this.listen();
    new ResizeObserver(() => { if (this.frame.clientWidth && this.frame.clientWidth !== this.width) this.fit(); }).observe(this.frame);
  }

  // Longitudes are drawn shorter the further north the places lie, so that distances look alike in all directions.
  fit() {
    this.width = this.frame.clientWidth || 640;
    this.height = this.frame.clientHeight || 420;
    const ids = this.chosen < 0 ? null : this.sitesOf(this.chosen);
    const shown = this.places.filter((place) => !ids || ids.has(place.site));
    const set = shown.length ? shown : this.places;
    const lon = set.map((p) => p.longitude), lat = set.map((p) => p.latitude);
    const mid = (values) => (values.length ? (Math.min(...values) + Math.max(...values)) / 2 : 0);
    const span = (values) => (values.length ? Math.max(...values) - Math.min(...values) : 0);
    this.centre = [mid(lon), mid(lat)];
    this.shrink = Math.max(0.2, Math.cos((this.centre[1] * Math.PI) / 180));
    const wide = Math.max(span(lon) * this.shrink, SMALLEST_SPAN), high = Math.max(span(lat), SMALLEST_SPAN);
    this.scale = Math.min((this.width - 2 * MARGIN - 60) / wide, (this.height - 2 * MARGIN - 40) / high);
    this.draw();
  }

  x(longitude) { return this.width / 2 + (longitude - this.centre[0]) * this.shrink * this.scale; }
  y(latitude) { return this.height / 2 - (latitude - this.centre[1]) * this.scale; }

  zoom(factor, px = this.width / 2, py = this.height / 2) {
    const longitude = this.centre[0] + (px - this.width / 2) / (this.shrink * this.scale);
    const latitude = this.centre[1] - (py - this.height / 2) / this.scale;
    this.scale *= factor;
    this.centre = [longitude - (px - this.width / 2) / (this.shrink * this.scale), latitude + (py - this.height / 2) / this.scale];
    this.draw();
  }

  listen() {
    let last = null;
    this.frame.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const box = this.frame.getBoundingClientRect();
      this.zoom(event.deltaY < 0 ? 1.2 : 1 / 1.2, event.clientX - box.left, event.clientY - box.top);
    }, { passive: false });
    this.frame.addEventListener("pointerdown", (event) => {
      if (event.pointerType === "touch") return;
      last = [event.clientX, event.clientY];
      this.frame.setPointerCapture(event.pointerId);
    });
    this.frame.addEventListener("pointermove", (event) => {
      if (!last) return;
      this.centre = [this.centre[0] - (event.clientX - last[0]) / (this.shrink * this.scale), this.centre[1] + (event.clientY - last[1]) / this.scale];
      last = [event.clientX, event.clientY];
      this.draw();
    });
    for (const name of ["pointerup", "pointercancel"]) this.frame.addEventListener(name, () => { last = null; });
  }

  sitesOf(person) {
    const ids = new Set();
    T.person.forEach((one, leg) => { if (one === person) { ids.add(T.from[leg]); ids.add(T.to[leg]); } });
    return ids;
  }

  choose(person) {
    this.chosen = person;
    this.fit();
  }

  grid() {
    const lines = svg("g", { class: "graticule" });
    const lonSpan = this.width / (this.shrink * this.scale), latSpan = this.height / this.scale;
    const step = niceStep(Math.max(lonSpan, latSpan));
    const digits = step < 0.01 ? 3 : step < 0.1 ? 2 : step < 1 ? 1 : 0;
    const label = (value) => `${value.toFixed(digits)}°`;
    for (let k = Math.ceil((this.centre[0] - lonSpan / 2) / step); k * step < this.centre[0] + lonSpan / 2; k++) {
      const x = this.x(k * step);
      lines.append(svg("line", { x1: x, x2: x, y1: 0, y2: this.height }), svg("text", { x: x + 3, y: this.height - 5 }, label(k * step)));
    }
    for (let k = Math.ceil((this.centre[1] - latSpan / 2) / step); k * step < this.centre[1] + latSpan / 2; k++) {
      const y = this.y(k * step);
      lines.append(svg("line", { x1: 0, x2: this.width, y1: y, y2: y }), svg("text", { x: 4, y: y - 3 }, label(k * step)));
    }
    return lines;
  }

  scaleBar() {
    const pixelsPerKm = this.scale / EARTH_KM_PER_DEGREE;
    const km = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].filter((one) => one * pixelsPerKm <= 130).pop() || 0.05;
    const x = this.width - 16, y = this.height - 40;
    return svg("g", { class: "scale" }, svg("path", { d: `M${x - km * pixelsPerKm} ${y - 4}v4H${x}v-4` }),
      svg("text", { x, y: y + 14, "text-anchor": "end" }, t("km", { count: km })));
  }

  lines() {
    const pairs = new Map();
    T.person.forEach((person, leg) => {
      if (this.chosen >= 0 && person !== this.chosen) return;
      const [a, b] = [T.from[leg], T.to[leg]].sort((one, two) => one - two);
      if (a < 0 || a === b) return;
      const key = `${a} ${b}`;
      pairs.set(key, (pairs.get(key) || 0) + 1);
    });
    const group = svg("g", { class: pairs.size > 60 ? "trips many" : "trips" });
    for (const [key, count] of pairs) {
      const [a, b] = key.split(" ").map((site) => D.sites[site]);
      if (a[1] === null || b[1] === null || a[2] === null || b[2] === null) continue;
      group.append(svg("line", { "data-pair": key, x1: this.x(a[1]), y1: this.y(a[2]), x2: this.x(b[1]), y2: this.y(b[2]),
        "stroke-width": Math.min(6, 1.2 + 0.5 * Math.log2(count)) }));
    }
    return group;
  }

  // Names are placed beside their points, the most important first; one that would cover another is left out.
  points() {
    const group = svg("g", { class: "places" }), room = new Room();
    const labels = svg("g", {});
    room.take([this.width - 54, 0, this.width, 130]);
    let names = 0;
    const own = this.chosen < 0 ? null : this.sitesOf(this.chosen);
    const rank = (place) => (own && own.has(place.site) ? 0 : 10) + (place.home ? 0 : place.kind === "visited" ? 1 : 2);
    const width = (name) => [...name].reduce((sum, c) => sum + (c.charCodeAt(0) > 255 ? 12.5 : 7), 0);
    for (const place of [...this.places].sort((a, b) => rank(a) - rank(b) || a.site - b.site)) {
      const x = this.x(place.longitude), y = this.y(place.latitude);
      const faint = own && !own.has(place.site) ? " faint" : "";
      const mark = place.home
        ? svg("rect", { x: x - 5, y: y - 5, width: 10, height: 10, rx: 1.5, class: `point home ${place.kind}${faint}` })
        : svg("circle", { cx: x, cy: y, r: place.kind === "visited" ? 5 : 4, class: `point ${place.kind}${faint}` });
      mark.setAttribute("data-site", place.site);
      mark.append(svg("title", {}, place.name));
      group.prepend(mark);
      room.take([x - 6, y - 6, x + 6, y + 6]);
      const long = width(place.name);
      if (faint || names >= MOST_NAMES || x < 0 || y < 0 || x > this.width || y > this.height) continue;
      for (const [left, top, anchor] of [[x + 9, y - 8, "start"], [x - 9 - long, y - 8, "end"], [x - long / 2, y - 24, "middle"], [x - long / 2, y + 8, "middle"]]) {
        const box = [left, top, left + long, top + 16];
        if (box[0] < 0 || box[2] > this.width || !room.isClear(box)) continue;
        room.take(box);
        names++;
        labels.append(svg("text", { x: anchor === "start" ? left : anchor === "end" ? left + long : x, y: top + 12.5, "text-anchor": anchor }, place.name));
        break;
      }
    }
    group.append(labels);
    return group;
  }

  draw() {
    this.frame.setAttribute("viewBox", `0 0 ${this.width} ${this.height}`);
    this.frame.replaceChildren(this.grid(), this.lines(), this.points(), this.scaleBar());
  }
}
