// Saves what is written in an editor: where a button says so, and by itself after a pause, on leaving the field and the
// page. One save is on its way at a time; what is typed meanwhile goes in the next. Words are never taken from under
// the hand: nothing is read or written while letters are still being composed.

import { answered } from "./answers.js";
import { dropAll, dropStored, keepDraft, keepNow } from "./drafts.js";
import { editorsIn, isUnsaved, valuesOf } from "./editors.js";
import { entriesOf, lengthOf, marksOf, newId, textsOf, tokenNow } from "./operations.js";
import { sent } from "./sending.js";
import { put, stateOf } from "./sentences.js";

const PAUSE = 1_500;
const EVERYTHING = { topics: null, sight: false, missed: null };

// In the capturing phase, so that nothing else sends it.
document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-editor]")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  save(event.target, { submitter: event.submitter });
}, { capture: true });

for (const name of ["input", "change"]) {
  document.addEventListener(name, ({ target }) => {
    const editor = target.closest("[data-editor]");
    if (editor && target.name) typed(editor);
  });
}

// A moment later: an editor that is left loses the focus before it is gone.
document.addEventListener("focusout", ({ target, relatedTarget }) => {
  const editor = target.closest?.("[data-editor]");
  if (editor && !editor.contains(relatedTarget)) setTimeout(() => save(editor));
});

document.addEventListener("compositionstart", ({ target }) => compose(target, true));
document.addEventListener("compositionend", ({ target }) => compose(target, false));
document.addEventListener("visibilitychange", () => { if (document.hidden) for (const editor of editorsIn()) save(editor); });
document.addEventListener("taken-up", ({ target }) => typed(target));

function compose(target, isComposing) {
  const editor = target.closest?.("[data-editor]");
  if (!editor) return;
  const state = stateOf(editor);
  state.isComposing = isComposing;
  if (isComposing) return;
  state.onComposed?.();
  typed(editor);
}

// Resolves when no letters are being composed.
function composed(editor) {
  const state = stateOf(editor);
  return state.isComposing ? new Promise((resolve) => { state.onComposed = resolve; }) : null;
}

function typed(editor) {
  const state = stateOf(editor);
  state.isHeld = false;
  keepDraft(editor);
  if (["stored", "typing"].includes(state.phase)) put(editor, { phase: isUnsaved(editor) ? "typing" : "stored" });
  clearTimeout(state.timer);
  state.timer = setTimeout(() => save(editor), PAUSE);
}

// Whether it is saved without a button: not while somebody has to choose between two texts, nor what was refused.
function savesItself(editor) {
  const state = stateOf(editor);
  return "autosave" in editor.dataset && !state.isHeld && state.phase !== "asked" && isUnsaved(editor);
}

// asked: the button that was pressed, as .submitter; null there where keys did it.
async function save(editor, asked = null) {
  const state = stateOf(editor);
  state.asked = asked ?? state.asked;
  if (asked) editor.dispatchEvent(new Event("hurry"));
  if (state.isSaving) return;
  state.isSaving = true;
  clearTimeout(state.timer);
  try {
    while (editor.isConnected && (state.asked || savesItself(editor))) {
      await composed(editor);
      const attempt = await prepared(editor);
      if (state.phase !== "trouble") put(editor, { phase: "saving" });
      editor.dataset.saving = "";
      const answer = await sent(editor, attempt, (reason) => {
        lookAgain(editor);
        put(editor, { phase: "trouble", reason });
      });
      await composed(editor);
      await take(editor, attempt, answer);
      if (answer.outcome !== "saved") break;
      if (!state.asked && !state.isHeld && editor.isConnected && isUnsaved(editor)) return typed(editor);
    }
  } finally {
    Object.assign(state, { isSaving: false, asked: null });
    lookAgain(editor);
  }
}

// What changed while it was being saved may have been somebody else's doing: see news.js.
function lookAgain(editor) {
  if (editor.dataset.saving === "again") document.dispatchEvent(new CustomEvent("changed", { detail: EVERYTHING }));
  delete editor.dataset.saving;
}

// What stands in the editor now, to be sent however often it takes. The same as was sent and not answered, in this
// window or in one that was closed, is the same save.
async function prepared(editor) {
  const state = stateOf(editor);
  const { asked, takenUp } = state;
  const entries = entriesOf(editor, asked?.submitter);
  const [values, texts] = [valuesOf(editor), textsOf(editor)];
  const said = JSON.stringify([...entries].sort());
  const answer = asked?.submitter?.name === "answer" ? asked.submitter.value : "";
  const operation = takenUp?.said === said ? takenUp.operation : newId();
  const makes = !editor.querySelector("[name=seen]") || answer === "copy";
  const body = new URLSearchParams([...entries, ["operation", operation]]);
  Object.assign(state, { asked: null, attempt: { operation, said, values, body, answer, makes, isAlone: !asked } });
  // What makes something new must not do so twice, even if this page ends before it is answered.
  const isKept = keepNow(editor);
  if (makes) await Promise.race([isKept, new Promise((resolve) => setTimeout(resolve, 200))]);
  // A page that is being left waits for nothing any more, and no digest is worth more than the words.
  const marks = document.hidden ? { length: lengthOf(texts) } : await marksOf(texts);
  for (const [name, value] of Object.entries(marks)) body.set(name, value);
  body.set("csrfmiddlewaretoken", editor.querySelector("[name=csrfmiddlewaretoken]")?.value ?? tokenNow());
  return state.attempt;
}

async function take(editor, attempt, { outcome, ...answer }) {
  const state = stateOf(editor);
  if (outcome === "left") return;
  Object.assign(state, { attempt: null, takenUp: null, isHeld: ["refused", "forbidden"].includes(outcome) });
  if (editor.isConnected) answered(editor, attempt, { outcome, ...answer });
  if (outcome === "gone" || outcome === "forbidden") dropAll(editor);
  else if (outcome === "saved" && attempt.answer !== "merge") dropStored(editor, attempt.values);
  else keepDraft(editor);
}
