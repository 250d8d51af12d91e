// A copy that is read without network: it says from when it is, and from when on it may be superseded; what cannot be done
// from it looks so; and it goes as soon as the page itself is there again.

import { tell } from "./aloud.js";
import { sendAll } from "./notes.js";
import { hour } from "./sentences.js";

const OLD = 5 * 60_000;
const LOOK_EVERY = 15_000;
const PATIENCE = 10_000;
const banner = document.getElementById("truth");
const { copy: madeAt, heard, member } = document.body.dataset;
let [looking, isBack] = [false, false];

say();
setInterval(say, 5_000);
quieten(document.getElementById("main"));
quieten(document.querySelector("header"));
setInterval(look, LOOK_EVERY);
window.addEventListener("online", look);
document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
document.addEventListener("changed", look); // a note was sent, and nothing may be waiting in its form any more

function say() {
  const state = Date.now() - Number(heard) < OLD ? "copy" : "old";
  const words = banner.dataset[isBack ? "back" : state].replace("{at}", hour(madeAt));
  if (banner.textContent === words) return;
  Object.assign(banner, { hidden: false, textContent: words });
  banner.dataset.state = state;
  tell(words);
}

// What would change something waits for the network; notes are kept meanwhile, and a screen stays on without it.
function quieten(part) {
  for (const control of part.querySelectorAll("button, input, select, textarea")) {
    if (!control.closest("form[data-note], #awake") && control.type !== "hidden") control.disabled = true;
  }
  // Those that lead to another item of the room lead to another copy.
  for (const link of part.querySelectorAll("a.button:not([rel], .called *), a[data-edit]")) {
    link.removeAttribute("href");
    link.setAttribute("role", "link"); // without an address it is none by itself, and nobody hears that it waits
    link.setAttribute("aria-disabled", "true");
  }
  // A menu of these alone opens onto nothing.
  for (const menu of part.querySelectorAll("details:has(a[aria-disabled]):not(:has(a[href], form))")) {
    const summary = menu.querySelector("summary");
    summary.setAttribute("aria-disabled", "true");
    summary.addEventListener("click", (event) => event.preventDefault());
  }
}

async function look() {
  if (looking || document.hidden) return;
  looking = true;
  const signal = AbortSignal.timeout(PATIENCE);
  const answer = await fetch("/copies/", { cache: "no-store", signal }).catch(() => null);
  const said = await answer?.json().catch(() => null);
  if (said?.member === member) await sendAll();
  looking = false;
  isBack = said?.member === member && isBeingWritten();
  if (isBack) return say();
  if (said && "member" in said) location.reload();
}

function isBeingWritten() {
  return [...document.querySelectorAll("form[data-note] input:not([type=hidden], [type=radio])")].some(({ value }) => value);
}
