// A list of which only the rows in sight exist, however long it is; all of them while the page is printed.
const OVERSCAN = 8;

function scroller(box) {
  const inner = el("div", { class: "rows" });
  let rows = [], tops = [0], live = new Map(), whole = false;
  box.append(inner);

  const at = (offset) => {
    let low = 0, high = rows.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (tops[middle + 1] <= offset) low = middle + 1; else high = middle;
    }
    return low;
  };

  function draw() {
    const from = whole ? 0 : Math.max(0, at(box.scrollTop) - OVERSCAN);
    const to = whole ? rows.length : Math.min(rows.length, at(box.scrollTop + box.clientHeight) + OVERSCAN + 1);
    for (const [place, node] of live) {
      if (place < from || place >= to) { node.remove(); live.delete(place); }
    }
    let after = null;
    for (let place = to - 1; place >= from; place--) {
      let node = live.get(place);
      if (!node) {
        node = rows[place].make();
        node.style.top = `${tops[place]}px`;
        node.style.height = `${rows[place].height}px`;
        live.set(place, node);
        inner.insertBefore(node, after);
      }
      after = node;
    }
  }

  let waiting = false;
  box.addEventListener("scroll", () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; draw(); });
  }, { passive: true });
  new ResizeObserver(draw).observe(box);

  return {
    // next: rows of {height, make}; keep: whether to stay where one is.
    show(next, keep) {
      for (const node of live.values()) node.remove();
      live = new Map();
      rows = next;
      tops = [0];
      for (const row of rows) tops.push(tops[tops.length - 1] + row.height);
      inner.style.height = `${tops[tops.length - 1]}px`;
      if (!keep) box.scrollTop = 0;
      draw();
    },
    print(on) {
      whole = on;
      box.classList.toggle("whole", on);
      draw();
    },
  };
}
