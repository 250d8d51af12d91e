// The rows of a list in order ([data-order]) are put elsewhere by their handles: dragged with mouse or finger; or taken up
// with Enter, carried with the arrows, dropped with Enter; and by the buttons ↑ and ↓. Until it is dropped only a line
// shows where it would stand: nothing else moves, and no editor is disturbed.

import { others, placeOf, put, rowsOf, tell } from "./placing.js";

const EDGE = 90;
const STEPS = { ArrowUp: -1, ArrowDown: 1, Home: -Infinity, End: Infinity };
let held = null; // { list, row, handle, gap }, and y where by a pointer; gap: how many of the others stand before it
let justDragged = false;

document.addEventListener("pointerdown", (event) => {
  const handle = event.target.closest("[data-handle]");
  justDragged = false;
  if (held && !handle) giveUp();
  if (!handle || event.button !== 0 || held) return;
  handle.setPointerCapture(event.pointerId);
  held = { ...rowAt(handle), y: event.clientY, isDragged: false };
});

document.addEventListener("pointermove", (event) => {
  if (held?.y === undefined) return;
  if (!held.isDragged && Math.abs(event.clientY - held.y) < 5) return;
  if (!held.isDragged) requestAnimationFrame(scroll);
  Object.assign(held, { y: event.clientY, isDragged: true });
  aim();
});

document.addEventListener("pointerup", () => {
  if (held?.y === undefined) return;
  justDragged = held.isDragged;
  if (held.isDragged) drop();
  else held = null;
});

document.addEventListener("pointercancel", letGo);

document.addEventListener("click", (event) => {
  const handle = event.target.closest("[data-handle]");
  const step = event.target.closest("[data-order] :is([data-up], [data-down])");
  if (handle && !justDragged) take(handle);
  justDragged = false;
  if (!step) return;
  event.preventDefault();
  const at = rowAt(step);
  const gap = at.gap + ("up" in step.dataset ? -1 : 1);
  const last = others(at).length;
  if (gap < 0 || gap > last) return;
  if (gap === 0 || gap === last) at.row.querySelector("[data-handle]").focus(); // the button goes
  put({ ...at, gap });
});

document.addEventListener("keydown", (event) => {
  if (!held) return;
  if (event.key in STEPS && held.y === undefined) {
    event.preventDefault();
    held.gap = Math.min(Math.max(held.gap + STEPS[event.key], 0), others(held).length);
    show();
    document.querySelector("[data-drop]")?.scrollIntoView({ block: "nearest" });
    tell("at", held);
  } else if (event.key === "Escape" || event.key === "Tab") {
    giveUp();
  }
});

function rowAt(element) {
  const list = element.closest("[data-order]");
  const row = rowsOf(list).find((one) => one.contains(element));
  return { list, row, handle: element, gap: rowsOf(list).indexOf(row) };
}

function take(handle) {
  if (held) return drop();
  held = rowAt(handle);
  handle.setAttribute("aria-pressed", "true");
  show();
  tell("taken", held);
}

function drop() {
  const was = letGo();
  if (!was.row.isConnected) return;
  was.gap = Math.min(was.gap, others(was).length);
  if (was.gap === placeOf(was)) tell("kept", was);
  else put(was);
}

function giveUp() {
  const was = letGo();
  tell("kept", { ...was, gap: placeOf(was) });
}

function letGo() {
  const was = held;
  held?.handle.removeAttribute("aria-pressed");
  held = null;
  clear();
  return was;
}

// Before the first row whose middle lies below the pointer.
function aim() {
  const middles = others(held).map((row) => row.getBoundingClientRect()).map((box) => box.top + box.height / 2);
  const below = middles.findIndex((middle) => middle > held.y);
  held.gap = below < 0 ? middles.length : below;
  show();
}

function show() {
  clear();
  const rows = others(held);
  held.row.dataset.held = "";
  if (held.gap === placeOf(held)) return;
  if (held.gap < rows.length) rows[held.gap].dataset.drop = "before";
  else rows.at(-1).dataset.drop = "after";
}

function clear() {
  for (const row of document.querySelectorAll("[data-held], [data-drop]")) {
    delete row.dataset.held;
    delete row.dataset.drop;
  }
}

// Near an edge of the window the page goes on under what is dragged.
function scroll() {
  if (!held?.isDragged) return;
  const beyond = Math.min(held.y - EDGE, 0) || Math.max(held.y - innerHeight + EDGE, 0);
  if (beyond) {
    scrollBy(0, beyond / 6);
    aim();
  }
  requestAnimationFrame(scroll);
}
