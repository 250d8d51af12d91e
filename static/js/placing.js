// Puts a row of a list in order ([data-order]) elsewhere: on the screen at once, on the server once, one move after the
// other; and back where it is refused, with the reason.

import { tell as say } from "./aloud.js";
import { filled, forgetRefusals, lookAgain, refusal, tellRefusal } from "./deed.js";

export const rowsOf = (list) => [...list.querySelectorAll(`:scope > [id^="${list.dataset.order}"]`)];
export const others = ({ list, row }) => rowsOf(list).filter((other) => other !== row);
export const placeOf = ({ list, row }) => rowsOf(list).indexOf(row);

// gap: how many of the others are to stand before it.
export async function put({ list, row, gap }) {
  const rows = others({ list, row });
  const keyOf = (other) => other.id.slice(list.dataset.order.length);
  const beside = gap ? { after: keyOf(rows[gap - 1]) } : { before: keyOf(rows[0]) };
  const { handle: address } = row.querySelector("[data-handle]").dataset;
  const back = row.nextElementSibling;
  relocate(row, rows[gap] ?? rows.at(-1).nextElementSibling);
  forgetRefusals(list.parentElement);
  tell("moved", { list, row, gap });
  const why = await refusal(address, beside, list.dataset);
  if (!why) return;
  if (row.isConnected && (!back || back.parentElement === row.parentElement)) relocate(row, back);
  tellRefusal(list, why);
  const { live, of } = list.closest("[data-live]").dataset;
  lookAgain([...live.split(" "), of]);
}

// What is done, to who does not see it.
export function tell(name, { list, row, gap }) {
  const rows = others({ list, row });
  const words = { words: wordsOf(row), place: gap + 1, count: rows.length + 1, next: wordsOf(rows[gap]) };
  say(filled(list.dataset[name === "at" && gap === rows.length ? "atEnd" : name], words));
}

// With its focus, where the browser can move what has it.
function relocate(row, before) {
  const active = row.contains(document.activeElement) ? document.activeElement : null;
  if (row.parentElement.moveBefore) row.parentElement.moveBefore(row, before);
  else row.parentElement.insertBefore(row, before);
  if (active && document.activeElement !== active) active.focus({ preventScroll: true });
}

function wordsOf(row) {
  return (row?.querySelector(".words, textarea")?.textContent ?? "").trim().slice(0, 40);
}
