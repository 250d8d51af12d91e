// Who goes where, on the cover board ([data-board]): a member is carried to a place at a meeting, or a meeting to a member
// (carrying.js). Handle and target say together who is asked (data-delegate), as what (data-role), where (data-asks), and
// where reasons may be given (data-more). The board shows what came of it, here as on every other screen.

import { tell as say } from "./aloud.js";
import { carries } from "./carrying.js";
import { filled, forgetRefusals, lookAgain, refusal, tellRefusal } from "./deed.js";

const BOARD = "[data-board]";
const DOWN = { ArrowUp: -1, ArrowDown: 1, Home: -Infinity, End: Infinity };
const ACROSS = { ArrowLeft: -1, ArrowRight: 1 };

carries({
  handles: "[data-carried]",
  take: (handle) => ({ handle, target: null }),
  aim(held) {
    held.target = document.elementFromPoint(held.x, held.y)?.closest("[data-takes]") ?? null;
  },
  pick(held, element) {
    held.target = element.closest("[data-takes]");
    return held.target !== null;
  },
  step,
  carriedBy: (held) => ({ words: sentence("carrying", held), leave: document.querySelector(BOARD).dataset.leave }),
  show({ handle, target }) {
    handle.dataset.held = "";
    if (target) target.dataset.drop = "on";
  },
  tell(name, held) {
    const isTaken = name === "taken" || (name === "at" && !held.target);
    tell(isTaken ? (held.byFinger ? "carrying" : "taken") : name, held);
  },
  drop(held) {
    if (held.target?.isConnected) ask(held);
    else tell("kept", held);
  },
  leave: (held) => tell("kept", held),
});

// Row by row, and from place to place in a row; first to where somebody is missing.
function step(held, key) {
  if (!(key in DOWN) && !(key in ACROSS)) return false;
  const rows = [...document.querySelectorAll(`${BOARD} tr:has([data-takes]), ${BOARD} tr[data-takes]`)];
  const placesOf = (row) => (row.matches("[data-takes]") ? [row] : [...row.querySelectorAll("[data-takes]")]);
  if (!rows.length) return false;
  if (!held.target?.isConnected) {
    held.target = document.querySelector("[data-lacks] [data-takes]") ?? placesOf(rows[0])[0];
    return true;
  }
  const row = rows.findIndex((one) => one.contains(held.target));
  const places = placesOf(rows[row]);
  const place = places.indexOf(held.target);
  const turn = document.dir === "rtl" ? -1 : 1;
  if (key in ACROSS) held.target = places[bounded(place + turn * ACROSS[key], places)];
  else held.target = placesOf(rows[bounded(row + DOWN[key], rows)])[place];
  return true;
}

function bounded(place, list) {
  return Math.min(Math.max(place, 0), list.length - 1);
}

async function ask(held) {
  const { dataset } = document.querySelector(BOARD);
  const of = { ...held.handle.dataset, ...held.target.dataset };
  forgetRefusals(document);
  tell("asking", held);
  const why = await refusal(of.asks, { delegate: of.delegate, role: of.role }, dataset);
  if (why) tellRefusal(document.querySelector(BOARD), why, linkTo(of.more, dataset.moreWords));
  else tell("asked", held);
  lookAgain(["duty"]);
}

function linkTo(address, words) {
  const link = document.createElement("a");
  Object.assign(link, { href: address, textContent: words });
  return link;
}

function tell(name, held) {
  say(sentence(name, held));
}

function sentence(name, { handle, target }) {
  const words = { who: handle.dataset.words, where: target?.dataset.words ?? "" };
  return filled(document.querySelector(BOARD).dataset[name], words);
}

// Hundreds of members: those whose words hold what is typed.
document.addEventListener("input", ({ target }) => { if (target.matches("[data-narrows]")) narrow(target); });
document.addEventListener("settled", () => {
  for (const field of document.querySelectorAll("[data-narrows]")) narrow(field);
});

function narrow(field) {
  const sought = field.value.trim().toLocaleLowerCase();
  const rows = document.getElementById(field.dataset.narrows)?.children ?? [];
  for (const row of rows) row.hidden = sought !== "" && !row.textContent.toLocaleLowerCase().includes(sought);
}
