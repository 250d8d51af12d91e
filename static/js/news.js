// What is new on the page: marked for some seconds, summed up once and politely, and told beside an open editor.

import { tell } from "./aloud.js";

const MARKED_NEW = 8_000;
const OWN = 3_000;
let counted = 0;
let countedSince = "";
let missed = null;
let ownAt = 0;

// What one did oneself is no news.
document.addEventListener("saved", () => { ownAt = Date.now(); });

export function own() {
  ownAt = Date.now();
}

// topics: what changed on the page, each once.
export function count(topics) {
  if (Date.now() - ownAt > OWN) counted += topics.size;
}

// So many changes while nobody looked.
export function away(many) {
  missed = many;
}

export function markNew(element) {
  element.dataset.new = "";
  setTimeout(() => element.removeAttribute("data-new"), MARKED_NEW);
}

// Beside the words that are being written, never over them.
export function tellEditor(editor, copy) {
  if (!copy.dataset.seal || editor.dataset.seal === copy.dataset.seal) return;
  // What changed may be what one saves oneself: the part is looked at again when that is answered.
  if ("saving" in editor.dataset) {
    editor.dataset.saving = "again";
    return;
  }
  editor.dataset.seal = copy.dataset.seal;
  const saved = copy.querySelector("[data-saved]")?.textContent.trim() ?? "";
  const chip = chipAt(editor, `${said("changed")} ${saved}. `);
  const history = copy.querySelector("a[href*='/history/']");
  if (history) {
    const link = document.createElement("a");
    link.href = history.href;
    link.target = "_blank";
    link.setAttribute("aria-keyshortcuts", "Alt+C");
    link.textContent = said("difference");
    chip.append(link);
  }
  tell(chip.textContent);
}

export function tellOrphan(editor) {
  if ("orphan" in editor.dataset) return;
  editor.dataset.orphan = "";
  tell(chipAt(editor, said("archived")).textContent);
}

function chipAt(editor, words) {
  editor.querySelector("[data-chip]")?.remove();
  const chip = document.createElement("p");
  chip.dataset.chip = "";
  chip.className = "chip";
  chip.append(words);
  (editor.querySelector(".editor") ?? editor).append(chip);
  return chip;
}

document.addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey || event.code !== "KeyC") return;
  const link = event.target.closest("[data-editor]")?.querySelector("[data-chip] a");
  if (!link) return;
  event.preventDefault();
  link.click();
});

// "3 changes in Internet since 10:40", once, and politely.
export function sum() {
  const strip = document.getElementById("changes");
  if (!strip || (!counted && missed === null)) return;
  const words = missed === null ? said(counted === 1 ? "one" : "many", counted)
    : missed === 0 ? "" : said(missed === 1 ? "oneAway" : "manyAway", missed === Infinity ? "1,000+" : missed);
  if (missed !== null) counted = 0;
  missed = null;
  if (!words) return;
  strip.textContent = words;
  strip.hidden = false;
  tell(words);
  clearTimeout(strip.timer);
  strip.timer = setTimeout(() => {
    strip.hidden = true;
    counted = 0;
    countedSince = "";
  }, MARKED_NEW * 2);
}

export function said(name, count) {
  const words = document.getElementById("sentences").dataset[name];
  countedSince ||= document.querySelector(".now .clock")?.textContent ?? "";
  const title = document.querySelector("h1")?.textContent.trim() ?? "";
  const place = title.length > 60 ? `${title.slice(0, 60).replace(/\W*\s\S*$/, "")}…` : title;
  return words.replace("{count}", count).replace("{place}", place).replace("{at}", countedSince);
}
