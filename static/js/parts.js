// Keeps the parts of the page true. A part names in data-live what it shows: kinds of record, single records
// ("issue:…"), and in data-of the issue that they must hang on. Changed parts are fetched together, only where they
// are on the screen, and made as they now are without touching what is the same.

import { fetched, PAGE } from "./fetching.js";
import { away, count, sum } from "./news.js";

const TOGETHER = 150;
const AGAIN = 2_000;
const stale = new Set();
const changed = new Set(); // topics that the parts to be fetched are about
const seen = new IntersectionObserver(look, { rootMargin: "200px" });
let timer = null;
let pause = Infinity; // of the question that is to be asked
let fetching = false;
let again = AGAIN;

// detail: topics, each a list of names, or null where everything may have changed; sight: whether what one may see did;
// missed: how many were missed while nobody listened, null where somebody did.
document.addEventListener("changed", ({ detail: { topics, sight, missed } }) => {
  // What answers a form holds what was typed, and cannot be asked for again; a part that says where it is from can.
  const parts = [...document.querySelectorAll("still" in document.body.dataset ? "#main [data-from]" : "[data-live]:not(body)")];
  const concerned = parts.filter((part) => topics === null || topics.some((topic) => concerns(part, topic)));
  for (const part of concerned) age(part);
  if (topics === null) changed.add("*");
  if (sight) hurry(parts);
  if (missed !== null) away(missed);
  if (![...stale].some(isWaitedFor)) settle();
});

function concerns(part, topic) {
  const shown = part.dataset.live.split(" ");
  const isShown = (one) => shown.includes("*") || shown.includes(one) || shown.includes(one.split(":")[0]);
  const isOfIt = !part.dataset.of || topic.includes(part.dataset.of);
  // Another moment of the conference concerns whatever there is.
  const is = topic[0].startsWith("conference:") || (isOfIt && topic.some(isShown));
  if (is && topic[0] !== "time") changed.add(topic[0]); // that time goes by is no news
  return is;
}

// What one may not see any more goes wherever it stands, and not only from the screen.
function hurry(parts) {
  for (const part of parts) part.dataset.hurry = "";
  soon(0);
}

function age(part) {
  stale.add(part.id);
  part.dataset.stale = "";
  seen.observe(part);
  if (isOnScreen(part)) soon(again > AGAIN ? AGAIN : TOGETHER);
}

function look(entries) {
  if (entries.some((entry) => entry.isIntersecting && stale.has(entry.target.id))) soon();
}

function isOnScreen(part) {
  const box = part.getBoundingClientRect();
  const isNear = box.bottom > -200 && box.top < innerHeight + 200 && part.getClientRects().length > 0;
  return isNear || "hurry" in part.dataset;
}

function isWaitedFor(id) {
  const part = document.getElementById(id);
  return part !== null && isOnScreen(part);
}

// What changed does not wait as long as what is asked for once more.
function soon(least = TOGETHER) {
  if (least >= pause) return;
  clearTimeout(timer);
  pause = least;
  const spread = Number(document.body.dataset.spread) || 0;
  timer = setTimeout(() => { pause = Infinity; refresh(); }, least + Math.random() * spread);
}

async function refresh() {
  if (fetching) return soon();
  if (document.body.dataset.live === "out") return;
  fetching = true;
  let altered = false;
  for (const [address, parts] of byAddress([...stale].filter(isWaitedFor))) {
    for (const part of parts) stale.delete(part.id);
    const outcome = await fetched(address, parts);
    altered ||= outcome === "altered";
    if (outcome === "failed") for (const part of parts) stale.add(part.id);
    if (outcome === "failed") document.dispatchEvent(new Event("unsettled"));
    again = outcome === "failed" ? Math.min(again * 2, 30_000) : AGAIN;
  }
  fetching = false;
  if (altered) count(changed);
  changed.clear();
  if ([...stale].some(isWaitedFor)) soon(again);
  else settle();
}

// Nothing on the screen waits any more.
function settle() {
  sum();
  document.dispatchEvent(new Event("settled"));
}

function byAddress(names) {
  const parts = names.map((id) => document.getElementById(id));
  const addresses = new Map();
  for (const part of parts) {
    const address = part.dataset.from ?? PAGE;
    addresses.set(address, [...(addresses.get(address) ?? []), part]);
  }
  return addresses;
}
