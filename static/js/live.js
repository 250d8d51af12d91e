// The stream. Tells the page what changed ("changed", with topics), and the reader whether what stands here is true:
// data-live on the body says "true", "behind" (catching up), "asks" (no stream: asks now and then), "cut" or "out".

const QUIET = 25_000;
const ASK_EVERY = 15_000;
const REMEMBERED = 180_000;
const told = new Map();
let since = document.body.dataset.since;
let [source, awaySince] = [null, null];
let [heardAt, askedAt] = [0, 0];
let lookedAt = Date.now();
let [asking, caughtUp] = [false, false];

if (since) begin();

function begin() {
  setInterval(look, 2_000);
  document.addEventListener("visibilitychange", () => (document.hidden ? leave() : comeBack()));
  window.addEventListener("pagehide", close);
  window.addEventListener("pageshow", (event) => { if (event.persisted) comeBack(); });
  window.addEventListener("offline", () => { if (!document.hidden) lose(); });
  window.addEventListener("online", comeBack);
  document.addEventListener("settled", () => { if (caughtUp) become("true"); });
  document.addEventListener("unsettled", () => { if (document.body.dataset.live === "true") become("behind"); });
  document.addEventListener("signed-out", () => { close(); become("out"); });
  open();
}

function open() {
  close();
  heardAt = Date.now();
  source = new EventSource(`/live/?since=${encodeURIComponent(since)}`);
  let missed = [];
  caughtUp = false;
  source.addEventListener("change", ({ lastEventId, data }) => {
    hear(lastEventId);
    if (caughtUp) tell([[lastEventId, data]]);
    else missed.push([lastEventId, data]);
  });
  source.addEventListener("sight", () => tell(null, { sight: true }));
  source.addEventListener("lost", () => { hear(); tell(null); });
  source.addEventListener("hello", (event) => {
    hear(event.lastEventId);
    document.body.dataset.spread = event.data;
    caughtUp = true;
    tell(missed);
    missed = [];
  });
  source.addEventListener("beat", () => hear());
  source.addEventListener("presence", ({ data }) => dispatch("presence", { topic: data }));
  source.addEventListener("error", () => {
    caughtUp = false;
    if (source?.readyState === EventSource.CLOSED) lose();
  });
}

function close() {
  source?.close();
  source = null;
  caughtUp = false;
}

function hear(id) { [heardAt, since] = [Date.now(), id || since]; }

// topics: [id, data] of each change; null where everything may have changed. What is told a second time, as it is when
// one comes back, is fetched again and harms nobody, but is no news.
function tell(topics, more = {}) {
  const now = Date.now();
  for (const [key, at] of told) if (now - at > REMEMBERED) told.delete(key);
  const news = topics?.filter(([id, data]) => !told.has(`${id} ${data}`)).length ?? Infinity;
  for (const [id, data] of topics ?? []) told.set(`${id} ${data}`, now);
  const missed = awaySince && !more.sight ? news : null;
  if (!more.sight) awaySince = null;
  dispatch("changed", { topics: topics?.map(([, data]) => data.split(" ")) ?? null, missed, ...more });
}

function look() {
  const slept = Date.now() - lookedAt > QUIET;
  lookedAt = Date.now();
  if (document.hidden || document.body.dataset.live === "out") return;
  if (slept) comeBack();
  else if (!source || lookedAt - heardAt > QUIET) lose();
}

function leave() {
  awaySince ??= Date.now();
  close();
}

function comeBack() {
  if (document.hidden) return;
  awaySince ??= lookedAt;
  become("behind");
  open();
}

// No stream: ask, at most every fifteen seconds, and try to open one again.
async function lose() {
  close();
  awaySince ??= heardAt;
  if (document.body.dataset.live === "true") become("behind");
  if (asking) return;
  if (Date.now() - askedAt >= ASK_EVERY) await ask();
  if (document.body.dataset.live !== "out") setTimeout(tryAgain, 1000 + Math.random() * 2000);
}

async function ask() {
  askedAt = Date.now();
  asking = true;
  try {
    const signal = AbortSignal.timeout(10_000);
    const answer = await fetch(`/live/missed/?since=${encodeURIComponent(since)}`, { cache: "no-store", signal });
    if (answer.ok) take(await answer.text());
    become(answer.ok ? "asks" : answer.status === 401 ? "out" : "cut");
  } catch {
    become("cut");
  } finally {
    asking = false;
  }
}

// A stream that a proxy holds back opens and stays silent: the page goes on asking until one says hello.
function tryAgain() {
  if (document.hidden || source || document.body.dataset.live === "out") return;
  const state = document.body.dataset.live;
  open();
  heardAt = Date.now() - QUIET + ASK_EVERY;
  become(state);
}

function take(text) {
  let topics = [];
  let sight = false;
  for (const frame of text.split("\n\n")) {
    const lines = Object.fromEntries(frame.split("\n").map((line) => line.split(/: ?(.*)/s)));
    if (lines.id) since = lines.id;
    if (lines.event === "lost" || lines.event === "sight") topics = null;
    sight ||= lines.event === "sight";
    if (lines.event === "change") topics?.push([lines.id, lines.data]);
  }
  tell(topics, { sight });
}

function become(state) {
  if (document.body.dataset.live !== state) dispatch("live", { state });
  document.body.dataset.live = state;
}

function dispatch(name, detail) { document.dispatchEvent(new CustomEvent(name, { detail })); }
