// What is written and not stored yet is kept on the device, within a third of a second, and goes when it is stored or
// given up. Only where the server has named the words (data-draft): core and elections never lie on a device.

import { conferenceTime } from "./clock.js";
import { alike, editorsIn, fill, isUnsaved, valuesOf } from "./editors.js";
import { opened, put as lockAway, remove } from "./locker.js";
import { carriedBy, carryAll, newId } from "./operations.js";
import { hour, put, stateOf } from "./sentences.js";

const EVERY = 300;
const OPEN = ["delegation", "government"];
const WINDOW = newId();
const kept = new WeakMap();
const awaited = new Set();

// Held as long as this page is open: other windows leave what is being written here alone.
navigator.locks?.request(`placard ${WINDOW}`, () => new Promise(() => {}));

document.addEventListener("htmx:load", ({ target }) => prepare(target));
prepare(document);

function prepare(part) {
  if (editorsIn(part).some((editor) => editor.dataset.draft)) opened();
}

function keptOf(editor) {
  const fresh = { id: newId(), name: null, values: null, work: Promise.resolve(), lastAt: 0, timer: null };
  if (!kept.has(editor)) kept.set(editor, fresh);
  return kept.get(editor);
}

// What is added may be marked for fewer as soon as it is there.
function mayKeep(editor) {
  const marking = new FormData(editor).get("marking");
  return Boolean(editor.dataset.draft) && (marking === null || OPEN.includes(marking));
}

export function keepDraft(editor) {
  const state = keptOf(editor);
  state.timer ??= setTimeout(() => {
    state.timer = null;
    keepNow(editor);
  }, Math.max(0, state.lastAt + EVERY - Date.now()));
}

// Answers whether what stands in the editor now is kept.
export function keepNow(editor) {
  keptOf(editor).lastAt = Date.now();
  return inTurn(editor, () => keep(editor));
}

export function isKept(editor) {
  return alike(keptOf(editor).values, valuesOf(editor));
}

// The name under which the words of an editor lie.
export function nameOf(editor) {
  return keptOf(editor).name;
}

// What was stored is not kept any longer; what was typed since is, as made from what stands now.
export function dropStored(editor, values) {
  return inTurn(editor, () => (alike(keptOf(editor).values, values) || !isUnsaved(editor) ? drop(editor) : keep(editor)));
}

export function dropAll(editor) {
  return inTurn(editor, () => drop(editor));
}

// One after the other, so that nothing is kept once it has been given up.
function inTurn(editor, act) {
  const state = keptOf(editor);
  state.work = state.work.then(act).catch(() => false);
  return state.work;
}

async function keep(editor) {
  if (!editor.isConnected) return false;
  if (!mayKeep(editor) || !isUnsaved(editor)) return drop(editor);
  const draft = draftOf(editor);
  const name = await lockDraft(draft);
  const state = keptOf(editor);
  if (name && state.name !== name) remove(state.name);
  Object.assign(state, { name: name ?? state.name, values: name && draft.values });
  put(editor, { keptAt: name && hour(draft.at) });
  return Boolean(name);
}

// Two windows of one member at the same words keep both.
export function lockDraft(draft) {
  return lockAway([document.body.dataset.member, draft.of, baseOf(draft), draft.id], draft);
}

// closed: called when the window in which words are being written is closed.
export async function isWrittenElsewhere(draft, closed) {
  const lock = `placard ${draft.window}`;
  const { held } = (await navigator.locks?.query()) ?? { held: [] };
  if (draft.window === WINDOW || !held.some(({ name }) => name === lock)) return false;
  if (!awaited.has(lock)) navigator.locks.request(lock, closed);
  awaited.add(lock);
  return true;
}

function drop(editor) {
  const state = keptOf(editor);
  remove(state.name);
  Object.assign(state, { name: null, values: null });
  if (editor.isConnected) put(editor, { keptAt: null });
  document.dispatchEvent(new Event("dropped"));
  return false;
}

function draftOf(editor) {
  const [values, { attempt }] = [valuesOf(editor), stateOf(editor)];
  return {
    id: keptOf(editor).id,
    window: WINDOW,
    of: editor.dataset.draft,
    values,
    words: [...editor.querySelectorAll("textarea, input:is([type=text], :not([type]))")].map(({ value }) => value),
    carried: carriedBy(editor),
    attempt: alike(attempt?.values, values) ? { operation: attempt.operation, said: attempt.said } : null,
    at: conferenceTime().at,
    address: editor.getAttribute("action") ?? location.pathname + location.search,
    part: editor.id,
    page: location.pathname,
  };
}

// After a conflict, the version from which one's own words come and not the one beside them.
function baseOf({ carried }) {
  const given = Object.fromEntries(carried);
  return given.began || given.seen || "";
}

// Put kept words into an editor that has just been opened, as made from what they were made from: if that is no longer
// what stands, saving them puts both together or asks. Sent before, they are the same save.
export function takeUp(editor, name, draft) {
  const carried = draft.carried.map(([key, value]) => [key, key === "seen" ? baseOf(draft) : key === "began" ? "" : value]);
  if (editor.matches("[data-editor]")) carryAll(editor, carried);
  fill(editor, draft.values);
  Object.assign(keptOf(editor), { id: draft.id, name, values: draft.values });
  Object.assign(stateOf(editor), { takenUp: draft.attempt });
  put(editor, { keptAt: hour(draft.at) });
  editor.dispatchEvent(new Event("taken-up", { bubbles: true }));
}
