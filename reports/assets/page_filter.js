// Which sessions fit the search and the filters, and in which rows they stand.
const filter = { text: "", kind: "all", committee: "all", status: "all", satIn: false, by: "branch", layout: "", week: 0 };
const collator = new Intl.Collator("zh");
const hay = { lang: "", sessions: [] };

function haystack(session) {
  if (hay.lang !== state.lang) {
    hay.lang = state.lang;
    hay.sessions = new Array(sessionCount);
  }
  if (hay.sessions[session] === undefined) {
    hay.sessions[session] = [S.id[session], audienceFull(session), topicOf(session), venueName(session), venueSite(session),
      personName(S.lecturer[session]), personName(S.supervisor[session]), branchName(S.host[session]), isoDay(S.day[session]),
      kindName(session)].join("\n").toLowerCase();
  }
  return hay.sessions[session];
}

const terms = () => filter.text.toLowerCase().split(/\s+/).filter(Boolean);
const fits = (words, text) => words.every((one) => text.includes(one));

function keepSession(session) {
  if (filter.kind !== "all" && S.kind[session] !== Number(filter.kind)) return false;
  if (filter.status !== "all" && S.status[session] !== Number(filter.status)) return false;
  if (filter.satIn && visitOf[session] < 0) return false;
  if (filter.committee === "all") return true;
  const top = Number(filter.committee);
  if (S.committee[session] >= 0 && isUnder(S.committee[session], top)) return true;
  for (let i = attendStart[session]; i < attendStart[session + 1]; i++) {
    if (isUnder(B.parent[D.attends.branch[i]], top)) return true;
  }
  return false;
}

// The rows that a session stands in, of the kind chosen: numbers of branches, venues or people.
function rowsOf(session) {
  if (filter.by === "venue") return S.venue[session] < 0 ? [] : [S.venue[session]];
  if (filter.by === "lecturer") return S.lecturer[session] < 0 ? [] : [S.lecturer[session]];
  if (filter.by === "supervisor") return S.supervisor[session] < 0 ? [] : [S.supervisor[session]];
  const found = [];
  const top = filter.committee === "all" ? -1 : Number(filter.committee);
  for (let i = attendStart[session]; i < attendStart[session + 1]; i++) {
    const branch = D.attends.branch[i];
    if (top < 0 || isUnder(B.parent[branch], top)) found.push(branch);
  }
  return found;
}

function rowName(row) {
  if (filter.by === "branch") return branchName(row);
  return filter.by === "venue" ? S.venues[row][0] : personName(row);
}

function rowSub(row) {
  if (filter.by === "branch") return B.parent[row] < 0 ? "" : C.name[B.parent[row]];
  return filter.by === "venue" ? siteName(S.venues[row][1]) : "";
}

const branchFits = (session, words) => {
  for (let i = attendStart[session]; i < attendStart[session + 1]; i++) {
    if (fits(words, `${haystack(session)}\n${branchName(D.attends.branch[i]).toLowerCase()}`)) return true;
  }
  return false;
};

// All sessions that fit, whichever week they are in; for the grid only those that stand in a row of it.
function found(layout) {
  const words = terms(), kept = [];
  for (let session = 0; session < sessionCount; session++) {
    if (!keepSession(session)) continue;
    if (words.length && !fits(words, haystack(session)) && !branchFits(session, words)) continue;
    if (layout === "week" && !rowsOf(session).length) continue;
    kept.push(session);
  }
  return kept;
}

// Rows of the week view: each with its sessions by weekday. sessions: those found, of one week.
function gridRows(sessions) {
  const words = terms(), rows = new Map();
  for (const session of sessions) {
    for (const row of rowsOf(session)) {
      if (words.length && filter.by === "branch" && !fits(words, `${haystack(session)}\n${rowName(row).toLowerCase()}`)) continue;
      if (!rows.has(row)) rows.set(row, [[], [], [], [], [], [], []]);
      rows.get(row)[weekdayOf(S.day[session])].push(session);
    }
  }
  const ordered = [...rows.keys()];
  if (filter.by === "branch") ordered.sort((a, b) => a - b);
  else ordered.sort((a, b) => collator.compare(rowSub(a), rowSub(b)) || collator.compare(rowName(a), rowName(b)) || a - b);
  return ordered.map((row) => ({ row, days: rows.get(row) }));
}
