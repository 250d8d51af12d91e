// Words that were kept on the device and never stored are offered where they belong, and never pasted by themselves: one
// takes them up, or throws them away; where they cannot be saved any more, one may read and copy them.

import { tell } from "./aloud.js";
import { isWrittenElsewhere, lockDraft, nameOf, takeUp } from "./drafts.js";
import { alike, valuesOf } from "./editors.js";
import { all, forget, remove } from "./locker.js";
import { tokenNow } from "./operations.js";
import { hour } from "./sentences.js";

const SOON = 100;
const AT_ONCE = 200;
let [timer, isChecked] = [null, false];

if (document.body.dataset.member) begin();

async function begin() {
  document.addEventListener("changed", ({ detail: { sight } }) => { if (sight) check({ relock: true }); });
  await check();
  for (const name of ["htmx:load", "htmx:afterSwap", "dropped", "settled"]) document.addEventListener(name, soon);
}

function soon() {
  timer ??= setTimeout(() => { timer = null; isChecked ? look() : check(); }, SOON);
}

// What one may not change any more, and so perhaps not see, goes. relock: by now the key may be another.
async function check({ relock = false } = {}) {
  const kept = await all();
  const answer = kept.length && await asked(kept.slice(0, AT_ONCE).flatMap(([, draft]) => [
    ["topic", topicOf(draft)], ["operation", draft.attempt?.operation ?? ""],
  ]));
  if (!answer) return;
  isChecked = true;
  const isWanted = ([, draft], place) => place >= AT_ONCE // these are asked about when some of the others are gone
    || (answer.topics.includes(topicOf(draft)) && !answer.stored.includes(draft.attempt?.operation));
  for (const [name] of kept.filter((one, place) => !isWanted(one, place))) throwAway(name);
  if (relock) await lockAnew(kept.filter(isWanted));
  await look();
}

function topicOf(draft) { return draft.of.split(" ")[0]; }

async function asked(topics) {
  const headers = { "X-CSRFToken": tokenNow() };
  const body = new URLSearchParams(topics);
  const answer = await fetch("/drafts/", { method: "POST", body, headers, redirect: "manual" }).catch(() => null);
  return answer?.ok ? answer.json().catch(() => null) : null;
}

async function lockAnew(kept) {
  forget();
  for (const [name, draft] of kept) {
    const now = await lockDraft(draft);
    if (now && now !== name) remove(name);
  }
}

async function look() {
  const kept = await all();
  const names = kept.map(([name]) => name);
  for (const old of document.querySelectorAll("[data-offer]")) if (!names.includes(old.dataset.offer)) old.remove();
  for (const [name, draft] of kept) {
    if (isOffered(name, draft, placeOf(draft)) || await isWrittenElsewhere(draft, soon)) continue;
    const stands = await standing(draft);
    if (alike(stands?.values, draft.values)) throwAway(name);
    else if (!isOffered(name, draft, placeOf(draft))) offer(name, draft, placeOf(draft), stands !== null);
  }
}

// Also where there is no place on this page, and where they stand in the form that keeps them.
function isOffered(name, draft, place) {
  const standThere = place?.matches("form") && (nameOf(place) === name || alike(valuesOf(place), draft.values));
  return !place || standThere || [...place.querySelectorAll("[data-offer]")].some(({ dataset }) => dataset.offer === name);
}

// The part in which the words were written: by the address of its editor, else by its name.
function placeOf(draft) {
  const form = document.querySelector(`form[data-draft="${CSS.escape(draft.of)}"]`);
  if (form) return form;
  const address = CSS.escape(draft.address);
  const opens = document.querySelector(`form[data-editor][action="${address}"], [data-field] [data-edit][href="${address}"]`);
  const named = document.getElementById(draft.part);
  const isOfIt = named && (draft.page === location.pathname || draft.part.includes(topicOf(draft).split(":")[1]));
  return opens?.closest("[data-field]") ?? (isOfIt ? named : null);
}

// What the place says now; null where nothing can be saved there any more. Whether the words may stay on the device is
// not asked here (`check`).
async function standing(draft) {
  const headers = { "HX-Request": "true", "HX-Target": draft.part };
  const answer = await fetch(draft.address, { headers, redirect: "manual", cache: "no-store" }).catch(() => null);
  if ([403, 404].includes(answer?.status)) return null;
  const page = new DOMParser().parseFromString(answer?.ok ? await answer.text() : "", "text/html");
  const editor = page.getElementById(draft.part);
  return { values: editor?.matches("[data-editor]") ? valuesOf(editor) : undefined };
}

function offer(name, draft, place, isOpen) {
  const line = document.getElementById("offer").content.firstElementChild.cloneNode(true);
  const sentence = line.querySelector("[data-sentence]");
  sentence.textContent = sentence.dataset.sentence.replace("{at}", hour(draft.at));
  line.setAttribute("aria-label", sentence.textContent);
  line.id = `offer-${name.split(" ")[1]}`;
  line.dataset.offer = name;
  line.querySelector(".words").textContent = draft.words.filter(Boolean).join("\n\n");
  if (!isOpen) line.querySelector("[data-take-up]").remove();
  line.addEventListener("click", ({ target }) => act(target.closest("button"), name, draft));
  if (place.matches("form:not([data-editor])")) place.prepend(line);
  else place.append(line);
  tell(sentence.textContent);
}

function act(button, name, draft) {
  if (!button) return;
  if ("takeUp" in button.dataset) open(name, draft);
  if ("copy" in button.dataset) navigator.clipboard.writeText(draft.words.join("\n\n"));
  if ("copy" in button.dataset) tell(button.dataset.copy);
  if (!("throwAway" in button.dataset)) return;
  const place = placeOf(draft);
  throwAway(name);
  const next = place.querySelector("textarea, [data-edit]") ?? place;
  if (!next.matches("textarea, a")) next.tabIndex = -1;
  next.focus();
}

function throwAway(name) {
  remove(name);
  for (const line of document.querySelectorAll("[data-offer]")) if (line.dataset.offer === name) line.remove();
}

// Its editor, opened where it is not yet, with these words.
async function open(name, draft) {
  const place = placeOf(draft);
  if (!place.matches("form")) {
    await htmx.ajax("GET", draft.address, { target: place, swap: "outerHTML" });
  }
  const editor = place.isConnected ? place : document.getElementById(place.id);
  if (!editor?.matches("form")) return;
  for (const line of editor.querySelectorAll("[data-offer]")) line.remove();
  takeUp(editor, name, draft);
  editor.querySelector("textarea, select, input:not([type=hidden])")?.focus();
}
