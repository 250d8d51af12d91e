// Asks for parts of the page and puts them where they stand.

import { morph } from "./morph.js";
import { markNew, said, tellEditor, tellOrphan } from "./news.js";

export const PAGE = location.pathname + location.search;
const PATIENCE = 10_000;
const etags = new Map();
let madeAt = 0; // since when what was asked for before is out of date

document.addEventListener("htmx:afterSwap", () => {
  etags.clear();
  madeAt = performance.now();
});
document.addEventListener("saved", () => { madeAt = performance.now(); });

// Make parts as they now are: "same", "altered", or "failed", where they are as true as before.
export async function fetched(address, parts) {
  const names = parts.map((part) => part.id).join(" ");
  const known = etags.get(address + names);
  const askedAt = performance.now();
  const headers = { "Parts": names, "HX-Request": "true", ...(document.hidden && { "Hidden": "true" }), ...(known && { "If-None-Match": known }) };
  const signal = AbortSignal.timeout(PATIENCE);
  try {
    const answer = await fetch(address, { headers, cache: "no-store", signal }).catch(() => null);
    if (answer === null) return "failed";
    if (answer.status === 304) return calm(parts);
    if (answer.status === 404 || answer.status === 403) return address === PAGE ? blankPage() : blank(parts);
    if (answer.status === 405) return calm(parts); // the answer to a form stands here, and cannot be asked for again
    if (answer.redirected) document.dispatchEvent(new Event("signed-out"));
    if (answer.redirected || !answer.ok) return "failed";
    const text = await answer.text().catch(() => null);
    if (text === null) return "failed";
    if (madeAt > askedAt) return fetched(address, parts);
    etags.clear(); // what they were of may not stand here any more
    const altered = put(parts, new DOMParser().parseFromString(text, "text/html"));
    etags.set(address + names, answer.headers.get("ETag"));
    return calm(parts, altered ? "altered" : "same");
  } catch (error) {
    reportError(error); // a fault of this program, which nobody shall take for a bad line
    return "failed";
  }
}

// Whether anything that a reader sees is another.
function put(parts, page) {
  let altered = false;
  for (const part of parts) {
    const now = page.getElementById(part.id);
    if (!now) {
      blank([part]);
      altered = true;
      continue;
    }
    const hadFocus = part.contains(document.activeElement);
    const found = morph(part, now);
    if (hadFocus && document.activeElement === document.body) reach(part);
    for (const [editor, copy] of found.edited) tellEditor(editor, copy);
    for (const editor of found.orphaned) keepOrTake(editor);
    const fresh = [...found.fresh].filter((element) => element.isConnected && !element.closest("[data-editor]"));
    for (const element of fresh) markNew(element);
    if (fresh.length) htmx.process(part);
    altered ||= fresh.length > 0 || found.gone || found.edited.length > 0;
  }
  // A page that is one part has a rail beside it, which comes with it.
  if (parts.some((part) => part.id === "main")) follow(document.querySelector(".context"), page.querySelector(".context"));
  for (const id of ["markings", "markings-foot"]) {
    const [old, now] = [document.getElementById(id), page.getElementById(id)];
    if (old && now) morph(old, now);
    if (id === "markings" && now) Object.assign(document.body.dataset, now.dataset);
  }
  return altered;
}

// Archived, or hidden? What one is writing stays where it may still be read.
async function keepOrTake(editor) {
  const headers = { "HX-Request": "true", "HX-Target": editor.id };
  const answer = await fetch(`${editor.action}?shown`, { headers, cache: "no-store" }).catch(() => null);
  if (answer && !answer.ok) editor.remove();
  else tellOrphan(editor);
}

function follow(old, now) {
  if (old && now) morph(old, now);
  else old?.remove();
}

function calm(parts, outcome = "same") {
  for (const part of parts) {
    part.removeAttribute("data-stale");
    part.removeAttribute("data-hurry");
  }
  return outcome;
}

// Gone, or no longer for this reader: one sentence, and nothing of what stood here.
function blank(parts) {
  for (const part of parts) {
    const sentence = document.createElement("p");
    sentence.className = "nothing";
    sentence.textContent = said("gone");
    part.replaceChildren(sentence);
  }
  return calm(parts, "altered");
}

function blankPage() {
  document.title = "Placard";
  for (const beside of document.querySelectorAll(".context, #markings > *, #markings-foot > *")) beside.remove();
  return blank([document.getElementById("main")]);
}

function reach(part) {
  part.tabIndex = -1;
  part.focus({ preventScroll: true });
}
