// What an answer to a save does to its editor. The words in it stay as they are, unless they are those that were sent and
// the server made others of them; whatever else it says is put beside them.

import { tell } from "./aloud.js";
import { alike, fill, isUnsaved, store, valuesOf } from "./editors.js";
import { restoreFocus, rememberFocus } from "./focus.js";
import { said } from "./news.js";
import { carriedBy, carryAll } from "./operations.js";
import { put, stateOf } from "./sentences.js";

// attempt: as it was sent. answer: as sending.js judges it.
export function answered(editor, attempt, { outcome, ...answer }) {
  const how = { saved, crossed, refused, gone, forbidden: () => put(editor, { phase: "trouble", reason: "forbidden" }) };
  how[outcome](editor, attempt, answer);
}

function saved(editor, attempt, answer) {
  editor.dispatchEvent(new Event("saved", { bubbles: true }));
  const isSame = alike(valuesOf(editor), attempt.values);
  if (attempt.answer === "merge") return isSame ? showTwo(editor, answer.part) : put(editor, { phase: "asked" });
  clear(editor);
  if (attempt.isAlone) goOn(editor, attempt, answer.part);
  else if (isSame) leave(editor, answer);
  else if (attempt.makes) made(editor, answer);
  else goOnFrom(editor, attempt);
}

// What stands now is taken where nothing was typed since.
function goOn(editor, attempt, part) {
  const [sent, now, answered] = [attempt.values, valuesOf(editor), valuesOf(part)];
  const names = Object.keys(answered);
  const stands = Object.fromEntries(names.map((name) => [name, asTyped(answered[name], sent[name])]));
  fill(editor, Object.fromEntries(names.filter((name) => alike(now[name], sent[name])).map((name) => [name, stands[name]])));
  const isOn = (name) => alike(now[name], sent[name]) || alike(stands[name], sent[name]);
  if (!names.every(isOn)) return goOnFrom(editor, attempt, part);
  carryAll(editor, carriedBy(part));
  store(editor, stands);
  settle(editor, part);
}

// The next save goes on from the words that were sent, and not from what others have made of them.
function goOnFrom(editor, attempt, part) {
  carryAll(editor, [["sent", attempt.operation]]);
  store(editor, attempt.values);
  settle(editor, part);
}

// The server stores no blanks around words; one who has just typed one is about to go on.
function asTyped(stands, [sent, ...more] = []) {
  if (stands.length !== 1 || more.length || !sent?.trim()) return stands;
  return [sent.match(/^\s*/)[0] + stands[0].trim() + sent.match(/\s*$/)[0]];
}

function settle(editor, part) {
  if (part?.dataset.seal) editor.dataset.seal = part.dataset.seal;
  if (part && !part.dataset.draft) delete editor.dataset.draft; // marked for fewer meanwhile
  const [line, words] = [editor.querySelector("[data-saved]"), part?.querySelector("[data-saved]")?.textContent.trim()];
  put(editor, { phase: isUnsaved(editor) ? "typing" : "stored", words: words ?? "" });
  const merged = part?.querySelector("[data-merged]");
  if (!merged) return;
  line.after(document.importNode(merged, true));
  tell(merged.textContent);
}

// The part as it is shown takes the place of its editor.
function leave(editor, { html, part }) {
  rememberFocus(editor, true);
  htmx.swap(editor, html, { swapStyle: "outerHTML", swapDelay: 0, settleDelay: 0 });
  restoreFocus(document.getElementById(part.id));
  tell([...part.querySelectorAll("[data-saved], [data-merged]")].map((line) => line.textContent).join(" "));
}

// It is there, and what was typed since is not in it.
function made(editor, { page }) {
  const shown = [...page.body.children].filter((part) => part.id !== editor.id);
  editor.before(...shown.map((part) => document.importNode(part, true)));
  for (const part of shown) htmx.process(document.getElementById(part.id));
  put(editor, { phase: "typing" });
}

function refused(editor, attempt, { part, words }) {
  if (!part) return put(editor, { phase: "trouble", reason: words });
  clear(editor);
  const place = editor.querySelector(".editor");
  for (const list of part.querySelectorAll(".editor > .errorlist")) {
    const beside = list.previousElementSibling?.id && editor.querySelector(`#${CSS.escape(list.previousElementSibling.id)}`);
    if (beside) beside.after(document.importNode(list, true));
    else place.prepend(document.importNode(list, true));
  }
  for (const input of part.querySelectorAll("[aria-invalid]")) {
    const mine = document.getElementById(input.id);
    for (const name of ["aria-invalid", "aria-describedby"]) mine?.setAttribute(name, input.getAttribute(name) ?? "");
  }
  put(editor, { phase: "typing" });
  if (!attempt.isAlone) editor.querySelector("[aria-invalid=true]")?.focus();
  tell([...editor.querySelectorAll("[data-saved], .errorlist")].map((line) => line.textContent).join(" "));
}

// Two texts met, or the record was archived: one is asked, and goes on writing meanwhile.
function crossed(editor, attempt, { part }) {
  const wasChoosing = editor.querySelector("[data-conflict]")?.contains(document.activeElement);
  clear(editor);
  const panel = document.importNode(part.querySelector("[data-conflict]"), true);
  panel.setAttribute("aria-keyshortcuts", "Alt+C");
  editor.append(panel);
  htmx.process(panel);
  if (wasChoosing) panel.querySelector("button, a").focus();
  carryAll(editor, carriedBy(part));
  const line = editor.querySelector("[data-saved]");
  const words = part.querySelector("[data-saved]").textContent.trim() || panel.querySelector("p").textContent.trim();
  put(editor, { phase: "asked", words: `${words}: ${line.dataset.choose}` });
  tell(`${line.textContent} ${line.dataset.reach}`);
}

// Both texts in one, to be put in order.
function showTwo(editor, part) {
  clear(editor);
  fill(editor, valuesOf(part));
  carryAll(editor, carriedBy(part));
  stateOf(editor).isHeld = true;
  put(editor, { phase: "typing" });
  editor.querySelector(".editor textarea")?.focus();
}

function gone(editor) {
  const sentence = document.createElement("p");
  sentence.className = "nothing";
  sentence.textContent = said("gone");
  editor.replaceWith(sentence);
  tell(sentence.textContent);
}

// What an earlier answer put beside the words.
function clear(editor) {
  for (const beside of editor.querySelectorAll("[data-conflict], [data-merged], [data-chip], .errorlist")) beside.remove();
  for (const input of editor.querySelectorAll("[aria-invalid]")) input.removeAttribute("aria-invalid");
}

document.addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey || event.code !== "KeyC") return;
  const choice = event.target.closest("[data-editor]")?.querySelector("[data-conflict] :is(button, a)");
  if (!choice) return;
  event.preventDefault();
  choice.focus();
});
