// What the columns of the data mean: who attends, which committees stand under which, names in the chosen language.
const S = D.sessions;
const C = D.committees;
const B = D.branches;
const sessionCount = S ? S.id.length : 0;

// Columns of one and the same number stand as that number, and what follows from the host is left out.
function unpack() {
  for (const name of Object.keys(S)) if (typeof S[name] === "number") S[name] = new Array(sessionCount).fill(S[name]);
  S.end = S.start.map((start, session) => (start < 0 || S.minutes[session] < 0 ? -1 : start + S.minutes[session]));
  const listed = new Set(D.attends.session), rows = [];
  D.attends.session.forEach((session, row) => rows.push([session, D.attends.branch[row], D.attends.own[row]]));
  for (let session = 0; session < sessionCount; session++) {
    if (!listed.has(session) && S.host[session] >= 0 && S.size[session] > 0) rows.push([session, S.host[session], S.size[session]]);
  }
  rows.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  D.attends = { session: rows.map((row) => row[0]), branch: rows.map((row) => row[1]), own: rows.map((row) => row[2]) };
}
if (S) unpack();

// Committees stand in order of the tree: all that is under one follows it directly.
const subtreeEnd = [];
if (C) {
  for (let i = C.name.length - 1; i >= 0; i--) {
    let end = i + 1;
    while (end < C.name.length && C.parent[end] === i) end = subtreeEnd[end];
    subtreeEnd[i] = end;
  }
}
const isUnder = (committee, top) => committee >= top && committee < subtreeEnd[top];

// Branches of each session, as ranges of D.attends, which is sorted by session.
const attendStart = new Int32Array(sessionCount + 1);
if (S) {
  for (const session of D.attends.session) attendStart[session + 1]++;
  for (let i = 0; i < sessionCount; i++) attendStart[i + 1] += attendStart[i];
}
const visitOf = new Int32Array(sessionCount).fill(-1);
if (S) D.visits.session.forEach((session, visit) => { visitOf[session] = visit; });

const branchName = (branch) => (branch < 0 ? "" : B.secret[branch] ? t("withheld_branch") : B.name[branch]);
const personName = (person) => (person < 0 ? "" : D.people[person][1] || t("withheld"));
const siteName = (site) => (site < 0 ? "" : D.sites[site][0]);
const venueName = (session) => (S.secret[session] ? t("withheld") : S.venue[session] < 0 ? "" : S.venues[S.venue[session]][0]);
const venueSite = (session) => (S.venue[session] < 0 ? "" : siteName(S.venues[S.venue[session]][1]));
const topicOf = (session) => (S.secret[session] ? t("withheld") : S.topic[session] < 0 ? "" : S.topics[S.topic[session]]);
const audienceName = (session) => (S.audience[session] === -1 ? t("withheld_branch")
  : S.audience[session] < 0 ? branchName(S.host[session]) : S.audiences[S.audience[session]]);
const batchOf = (session) => (S.count[session] > 1 ? t("batch", { number: S.number[session], count: S.count[session] }) : "");
const audienceFull = (session) => [audienceName(session), batchOf(session)].filter(Boolean).join(" ");
const timeOf = (session) => `${clock(S.start[session])}–${clock(S.end[session])}`;
const kindName = (session) => word("kinds", S.kind[session]);
const kindClass = (session) => (S.kind[session] === 0 ? "study" : "discussion");

function detailText(text) {
  const parts = text.split(/\s+/).filter(Boolean).map((part) => {
    const at = part.indexOf("=");
    if (at < 0) return part;
    return `${word("details", part.slice(0, at))}${state.lang === "zh" ? "：" : ": "}${part.slice(at + 1)}`;
  });
  return parts.join(state.lang === "zh" ? "；" : "; ");
}
