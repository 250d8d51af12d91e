// The clocks of the now strip go on from the conference time that the page was made at, and what shows a stretch of time
// up to now ([data-passing]) is made anew each minute. Countdowns (.countdown) go on too.

const started = new WeakMap();

// A copy that is read without network was made a while ago.
const madeAt = Number(document.body.dataset.made) || 0;

function timeOf(clock) {
  if (started.get(clock)?.from !== clock.dateTime) started.set(clock, { from: clock.dateTime, at: madeAt || Date.now() });
  return new Date(Date.parse(clock.dateTime) + Date.now() - started.get(clock).at);
}

// at: what time it is at the conference; zone: where it is. Where no page says so, those of the machine.
export function conferenceTime() {
  const clock = document.querySelector(".now [data-clock]");
  const at = clock ? timeOf(clock) : new Date();
  return Number.isNaN(at.valueOf()) ? { at: new Date() } : { at, zone: clock?.dataset.clock };
}

function tick() {
  for (const clock of document.querySelectorAll("[data-clock]")) {
    const at = timeOf(clock);
    if (Number.isNaN(at.valueOf())) continue;
    const parts = [{ hour: "2-digit", minute: "2-digit", hourCycle: "h23" }];
    if ("weekday" in clock.dataset) parts.unshift({ weekday: "short" });
    const { lang } = document.documentElement;
    const words = parts.map((part) => at.toLocaleString(lang, { timeZone: clock.dataset.clock, ...part })).join(" ");
    if (clock.textContent !== words) clock.textContent = words;
  }
  count();
}

// How long it is until the moment of each countdown, in whole minutes, begun ones counted.
function count() {
  const { at } = conferenceTime();
  for (const countdown of document.querySelectorAll(".countdown[data-until]")) {
    const { until, atOnce, short, long } = countdown.dataset;
    const minutes = Math.ceil((Date.parse(until) - at) / 60_000);
    const parts = { h: Math.floor(minutes / 60), m: minutes % 60 };
    if (minutes > 59) parts.m = String(parts.m).padStart(2, "0");
    const words = minutes <= 0 ? atOnce : minutes < 60 ? short : long;
    const said = words.replace(/{(\w)}/g, (_, part) => parts[part]);
    if (countdown.textContent !== said) countdown.textContent = said;
  }
}

function pass() {
  if (document.hidden || !document.querySelector("[data-passing]")) return;
  document.dispatchEvent(new CustomEvent("changed", { detail: { topics: [["time"]], missed: null } }));
}

tick();
setInterval(tick, 5000);
setInterval(pass, 60_000);
