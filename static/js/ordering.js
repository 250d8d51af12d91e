// The rows of a list in order ([data-order]) are put elsewhere by their handles (carrying.js) and by the buttons ↑ and ↓;
// no editor is disturbed.

import { carries } from "./carrying.js";
import { others, placeOf, put, rowsOf, tell } from "./placing.js";

const STEPS = { ArrowUp: -1, ArrowDown: 1, Home: -Infinity, End: Infinity };

// What is held: { list, row, gap }, gap: how many of the others stand before it.
carries({
  handles: "[data-order] [data-handle]",
  take: rowAt,
  aim,
  step,
  show,
  tell,
  drop(held) {
    const gap = Math.min(held.gap, others(held).length);
    if (gap === placeOf(held)) tell("kept", { ...held, gap });
    else put({ ...held, gap });
  },
  leave: (held) => tell("kept", { ...held, gap: placeOf(held) }),
});

document.addEventListener("click", (event) => {
  const step = event.target.closest("[data-order] :is([data-up], [data-down])");
  if (!step) return;
  event.preventDefault();
  const at = rowAt(step);
  const gap = at.gap + ("up" in step.dataset ? -1 : 1);
  const last = others(at).length;
  if (gap < 0 || gap > last) return;
  if (gap === 0 || gap === last) at.row.querySelector("[data-handle]").focus(); // the button goes
  put({ ...at, gap });
});

function rowAt(element) {
  const list = element.closest("[data-order]");
  const row = rowsOf(list).find((one) => one.contains(element));
  return { list, row, gap: rowsOf(list).indexOf(row) };
}

// Before the first row whose middle lies below the pointer.
function aim(held) {
  const middles = others(held).map((row) => row.getBoundingClientRect()).map((box) => box.top + box.height / 2);
  const below = middles.findIndex((middle) => middle > held.y);
  held.gap = below < 0 ? middles.length : below;
}

function step(held, key) {
  if (!(key in STEPS)) return false;
  held.gap = Math.min(Math.max(held.gap + STEPS[key], 0), others(held).length);
  return true;
}

function show(held) {
  const rows = others(held);
  held.row.dataset.held = "";
  if (held.gap === placeOf(held)) return;
  if (held.gap < rows.length) rows[held.gap].dataset.drop = "before";
  else rows.at(-1).dataset.drop = "after";
}
