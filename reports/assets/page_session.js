// One session with everything that is known of it.
function openSession(session) {
  const dialog = byId("session");
  const facts = [
    ["date", longDay(S.day[session])], ["time", timeOf(session)],
    ["venue", [venueName(session), venueSite(session)].filter(Boolean).join(" · ")],
    ["topic", topicOf(session)], ["lecturer", personName(S.lecturer[session])],
    ["supervisor", supervisorText(session)], ["host", branchName(S.host[session])],
    ["size", t("expected", { count: number(S.size[session]) })],
    ["capacity", S.venue[session] >= 0 && S.venues[S.venue[session]][2] >= 0 ? number(S.venues[S.venue[session]][2]) : ""],
    ["status", word("statuses", S.status[session])], ["session_id", S.id[session]],
  ].filter(([, text]) => text);
  const branches = [];
  for (let i = attendStart[session]; i < attendStart[session + 1]; i++) {
    branches.push(el("li", {}, branchName(D.attends.branch[i]), el("span", { class: "quiet" }, ` ${t("expected", { count: number(D.attends.own[i]) })}`)));
  }
  dialog.replaceChildren(
    el("div", { class: "row" }, el("h2", { id: "session-title" }, el("span", { class: `badge ${kindClass(session)}` }, kindName(session)), ` ${audienceFull(session)}`),
      el("button", { type: "button", class: "button icon", id: "session-close", title: t("close"), "aria-label": t("close"), onclick: () => dialog.close() }, "×")),
    el("dl", {}, ...facts.flatMap(([key, text]) => [el("dt", {}, word("heads", key)), el("dd", { "data-fact": key }, text)])),
    branches.length > 0 && el("h3", {}, t("attending")), branches.length > 0 && el("ul", { class: "branches" }, ...branches));
  dialog.setAttribute("aria-labelledby", "session-title");
  dialog.showModal();
}

function supervisorText(session) {
  const visit = visitOf[session];
  if (visit < 0 || S.supervisor[session] < 0) return "";
  const committee = D.visits.committee[visit];
  return [personName(S.supervisor[session]), committee >= 0 && C.name[committee],
    word("roles", D.visits.fallback[visit] ? "fallback" : "quota")].filter(Boolean).join(" · ");
}
