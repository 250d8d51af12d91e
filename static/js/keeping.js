// Has the worker keep copies of the pages that may be read without network, and tells it what the page comes to know: that
// something was changed, that nothing was, that nobody is signed in any more.

const { worker: address, member } = document.body.dataset;
const FIRST = 1_500; // after the page is there: nothing that one waits for comes later for it
const SOON = 3_000;
const LATER = 120_000;
const LEAST = 10_000; // between two times that copies are made anew because something changed
const EVERY = 60_000;
const URGENT = ["instruction", "meeting", "conference"]; // worst to be read out when it is not true any more
let worker = null;
let [timer, keptAt, dueAt, isStale] = [null, 0, 0, false];

if (address && navigator.serviceWorker) begin();

function begin() {
  // Whose page this is, at once.
  navigator.serviceWorker.controller?.postMessage({ say: "member", member });
  document.addEventListener("changed", ({ detail: { topics, sight } }) => {
    if (sight) keep({ isStale: true });
    else if (topics === null || topics.some(([topic]) => URGENT.includes(topic.split(":")[0]))) within(SOON);
    else if (topics.some(([topic]) => topic !== "time")) within(LATER);
  });
  document.addEventListener("live", ({ detail: { state } }) => { if (state === "out") say("signed out"); });
  setInterval(() => { if (isTrue() && !isStale) say("heard"); }, EVERY);
  setTimeout(tend, FIRST + Math.random() * FIRST);
}

async function tend() {
  if (!document.body.dataset.since) return;
  try {
    const registration = await navigator.serviceWorker.register(address, { type: "module", updateViaCache: "all" });
    const coming = registration.installing ?? registration.waiting;
    if (coming) await settled(coming);
    worker = registration.active;
    keep({ isStale });
  } catch {
    // A browser that knows no such worker, or that keeps nothing: then there is nothing to be read without network.
  }
}

function settled(coming) {
  return new Promise((resolve) => {
    const look = () => { if (["activated", "redundant"].includes(coming.state)) resolve(); };
    coming.addEventListener("statechange", look);
    look();
  });
}

function isTrue() { return !document.hidden && document.body.dataset.live === "true"; }

function say(what, more = {}) {
  (worker ?? navigator.serviceWorker.controller)?.postMessage({
    say: what, member, at: location.pathname, since: performance.timeOrigin, ...more,
  });
}

// Of many who are told of the same change, not all at once.
function within(most) {
  const at = Math.max(Date.now() + most * (0.5 + Math.random() / 2), keptAt + LEAST);
  if (isStale && at >= dueAt) return;
  if (!isStale) say("doubt");
  clearTimeout(timer);
  timer = setTimeout(() => keep({ isStale: true }), at - Date.now());
  [isStale, dueAt] = [true, at];
}

function keep(how) {
  clearTimeout(timer);
  [keptAt, isStale] = [Date.now(), false];
  say("keep", how);
}
