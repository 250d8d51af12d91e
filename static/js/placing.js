// Puts a row of a list in order ([data-order]) elsewhere: on the screen at once, on the server once, one move after the
// other; and back where it is refused, with the reason.

import { own } from "./news.js";
import { newId, tokenNow } from "./operations.js";
import { tell as say } from "./sentences.js";

const PATIENCE = 10_000;
const AGAIN = [0, 1_000, 3_000];
let sending = Promise.resolve();

export const rowsOf = (list) => [...list.querySelectorAll(`:scope > [id^="${list.dataset.order}"]`)];
export const others = ({ list, row }) => rowsOf(list).filter((other) => other !== row);
export const placeOf = ({ list, row }) => rowsOf(list).indexOf(row);

// gap: how many of the others are to stand before it.
export function put({ list, row, gap }) {
  const rows = others({ list, row });
  const keyOf = (other) => other.id.slice(list.dataset.order.length);
  const beside = gap ? { after: keyOf(rows[gap - 1]) } : { before: keyOf(rows[0]) };
  const { handle: address } = row.querySelector("[data-handle]").dataset;
  const back = row.nextElementSibling;
  relocate(row, rows[gap] ?? rows.at(-1).nextElementSibling);
  list.parentElement.querySelector("[data-not-moved]")?.remove();
  tell("moved", { list, row, gap });
  sending = sending.then(async () => {
    const why = await refusal(address, beside, list);
    if (why) goBack(list, row, back, why);
  });
}

// What is done, to who does not see it.
export function tell(name, { list, row, gap }) {
  const rows = others({ list, row });
  const words = { words: wordsOf(row), place: gap + 1, count: rows.length + 1, next: wordsOf(rows[gap]) };
  const sentence = list.dataset[name === "at" && gap === rows.length ? "atEnd" : name];
  say(sentence.replace(/{(\w+)}/g, (_, word) => words[word]));
}

// With its focus, where the browser can move what has it.
function relocate(row, before) {
  const active = row.contains(document.activeElement) ? document.activeElement : null;
  if (row.parentElement.moveBefore) row.parentElement.moveBefore(row, before);
  else row.parentElement.insertBefore(row, before);
  if (active && document.activeElement !== active) active.focus({ preventScroll: true });
}

// "" where it is done. Whatever is sent again bears the same id, and counts once.
async function refusal(address, beside, { dataset }) {
  const body = new URLSearchParams({ ...beside, operation: newId() });
  for (const pause of AGAIN) {
    await new Promise((resolve) => setTimeout(resolve, pause));
    own();
    const answer = await asked(address, body);
    own();
    if (!answer) continue;
    if (answer.status === 204) return "";
    if (answer.type === "opaqueredirect") return dataset.signedOut;
    return answer.headers.get("Content-Type")?.startsWith("text/plain") ? answer.text() : dataset.refused;
  }
  return dataset.unsent;
}

async function asked(address, body) {
  const headers = { "X-CSRFToken": tokenNow() ?? "" };
  const signal = AbortSignal.timeout(PATIENCE);
  return fetch(address, { method: "POST", headers, body, signal, redirect: "manual" }).catch(() => null);
}

function goBack(list, row, back, why) {
  if (row.isConnected && (!back || back.parentElement === row.parentElement)) relocate(row, back);
  const notice = document.createElement("p");
  notice.className = "notice";
  Object.assign(notice.dataset, { kind: "warn", notMoved: "" });
  notice.textContent = why;
  list.before(notice);
  notice.scrollIntoView({ block: "nearest" });
  say(why);
  // And as it stands by now.
  const topics = [[list.dataset.live, list.dataset.of]];
  document.dispatchEvent(new CustomEvent("changed", { detail: { topics, missed: null } }));
}

function wordsOf(row) {
  return (row?.querySelector(".words, textarea")?.textContent ?? "").trim().slice(0, 40);
}
