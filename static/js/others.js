// Shows who else is here in the line at the head of the page, and at each field who else has it open; each only for as
// long as it holds, unless it is told again.

import { tell } from "./aloud.js";

const greeted = new Set();
let notes = [];
let drops = null;

export function keyOf(part) { return `${part.dataset.record} ${part.dataset.name}`; }

function line() { return document.getElementById("present"); }

function people() { return [...document.querySelectorAll("#present [data-left]")]; }

export function show(html) {
  const answer = new DOMParser().parseFromString(html, "text/html");
  for (const one of answer.querySelectorAll("[data-left]")) one.dataset.until = Date.now() + one.dataset.left * 1000;
  line()?.replaceChildren(...(answer.querySelector("p")?.childNodes ?? []));
  notes = [...answer.querySelectorAll("[data-name]")];
  settle();
}

function settle() {
  clearTimeout(drops);
  paint();
  const ends = [...people(), ...notes].map((one) => Number(one.dataset.until));
  if (ends.length) drops = setTimeout(drop, Math.min(...ends) - Date.now());
  // Where it is longer than the screen is wide, it is reached and moved by the keyboard.
  const isLong = line() && line().scrollWidth > line().clientWidth;
  if (isLong) line().tabIndex = 0;
  else line()?.removeAttribute("tabindex");
}

function drop() {
  const holds = (one) => one.dataset.until > Date.now();
  for (const one of people()) if (!holds(one)) one.remove();
  if (!people().length) line()?.replaceChildren();
  notes = notes.filter(holds);
  settle();
  document.dispatchEvent(new Event("ran-out"));
}

// Also where a part was drawn anew. Beside one's own open editor it is said, once and politely.
export function paint() {
  for (const part of document.querySelectorAll("[data-record][data-name]")) {
    const words = notes.filter((note) => keyOf(note) === keyOf(part)).map((note) => note.textContent).join(" · ");
    if (words) part.dataset.present = words;
    else part.removeAttribute("data-present");
    const isNew = words && part.matches("[data-editor]") && !greeted.has(keyOf(part));
    if (isNew) tell(words);
    if (isNew) greeted.add(keyOf(part));
    if (!words) greeted.delete(keyOf(part));
  }
}
