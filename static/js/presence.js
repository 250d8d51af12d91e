// Who is here, and who writes where. The page says what it shows and which editors are open in it, at once when that
// changes and every ten seconds, and is answered who else is there. Nothing waits for it: what cannot be sent is left
// unsaid.

import { isUnsaved } from "./editors.js";
import { newId, tokenNow } from "./operations.js";
import { keyOf, paint, show } from "./others.js";

const ADDRESS = "/presence/";
const EVERY = 10_000;
const EVERY_HIDDEN = 50_000; // a browser lets a hidden page do something once a minute, after a while
const LEAST = 1_500; // between two questions because others came or went
const EACH = 40; // longer for each who is here
const IDLE_AFTER = 600_000;
const PATIENCE = 10_000;
const SIGNS_OF_LIFE = ["keydown", "pointerdown", "pointermove", "wheel", "touchstart"];
const tab = newId();
let open = "";
let [isTold, isToldUnsaved, isOver] = [false, false, false];
let [isAsking, isToAskAgain] = [false, false];
let [askedAt, activeAt] = [0, Date.now()];
let asks = null;

if (document.body.dataset.since) begin();

function begin() {
  for (const sign of SIGNS_OF_LIFE) document.addEventListener(sign, act, { capture: true, passive: true });
  document.addEventListener("visibilitychange", say);
  window.addEventListener("pagehide", () => { isOver = true, leave(); });
  window.addEventListener("pageshow", ({ persisted }) => { if (persisted) isOver = false, say(); });
  document.addEventListener("presence", ({ detail: { topic } }) => { if (isHere(topic)) soon(); });
  document.addEventListener("changed", ({ detail: { sight } }) => { if (sight) forget(); });
  document.addEventListener("live", ({ detail: { state } }) => { if (state === "out") isOver = true, forget(); });
  document.addEventListener("ran-out", soon);
  new MutationObserver(look).observe(document.getElementById("main"), { childList: true, subtree: true });
  say();
}

function act() {
  const wasIdle = Date.now() - activeAt >= IDLE_AFTER;
  activeAt = Date.now();
  if (wasIdle) say();
}

function place() { return document.getElementById("present")?.dataset.record ?? ""; }

function editors() { return [...document.querySelectorAll("[data-editor][data-record]")]; }

function isHere(topic) { return document.querySelector(`[data-record="${CSS.escape(topic)}"]`) !== null; }

// Another editor is open than before, or a part was drawn anew; where nobody looks, what waited was stored.
function look() {
  paint();
  if (opened() !== open) say();
}

function opened() {
  const isLeft = document.hidden || Date.now() - activeAt >= IDLE_AFTER;
  return editors().map((editor) => keyOf(editor) + (isLeft && isUnsaved(editor) ? " unsaved" : "")).join();
}

function soon() {
  if (document.hidden) return;
  const least = Math.max(LEAST, EACH * document.querySelectorAll("#present [data-left]").length);
  const spread = Number(document.body.dataset.spread) || 0;
  later(Math.max(100, askedAt + least - Date.now()) + Math.random() * spread);
}

function later(milliseconds) {
  clearTimeout(asks);
  asks = setTimeout(say, milliseconds);
}

async function say() {
  clearTimeout(asks);
  open = opened();
  const writes = editors().map((editor) => keyOf(editor) + (isUnsaved(editor) ? " unsaved" : ""));
  const isWaiting = writes.some((one) => one.endsWith(" unsaved"));
  const isGone = document.hidden && !isWaiting;
  if (isOver) return leave();
  if (isAsking) {
    isToAskAgain = true;
    return;
  }
  if ((!place() && !writes.length) || (isGone && isToldUnsaved)) return leave();
  if (isGone) return; // what was told runs out by itself; who looks elsewhere for a moment has not gone
  later(document.hidden ? EVERY_HIDDEN : EVERY);
  if (!navigator.onLine || document.body.dataset.live === "cut") return;
  isAsking = isTold = true;
  isToldUnsaved = isWaiting;
  askedAt = Date.now();
  const answer = await answered(writes);
  if (answer !== null) show(answer);
  const again = isToAskAgain;
  isAsking = isToAskAgain = false;
  if (again) say();
}

async function answered(writes) {
  const body = new URLSearchParams({ tab, place: place(), csrfmiddlewaretoken: tokenNow() ?? "" });
  body.set("idle", Math.floor((Date.now() - activeAt) / 1000));
  if (document.hidden) body.set("hidden", "1");
  for (const one of writes) body.append("writes", one);
  const signal = AbortSignal.timeout(PATIENCE);
  const keepalive = document.hidden;
  try {
    const answer = await fetch(ADDRESS, { method: "POST", body, redirect: "manual", signal, keepalive });
    if (answer.type === "opaqueredirect") document.dispatchEvent(new Event("signed-out"));
    return answer.ok ? await answer.text() : null;
  } catch {
    return null;
  }
}

function leave() {
  clearTimeout(asks);
  if (isTold) navigator.sendBeacon(ADDRESS, new URLSearchParams({ tab, left: "1", csrfmiddlewaretoken: tokenNow() ?? "" }));
  isTold = isToldUnsaved = false;
}

function forget() {
  show("");
  say();
}
