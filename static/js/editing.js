// Editing in place. A click on a field's words opens its editor; Ctrl-Enter saves, Esc leaves. Words that have not been
// saved are never replaced, and never left without being kept on the device, or else without a question.

import { isKept, keepNow } from "./drafts.js";
import { editorsIn, grow, isUnsaved } from "./editors.js";

const unsavedQuestion = document.getElementById("unsaved");
let goingAway = false;

document.addEventListener("click", (event) => {
  const words = event.target.closest("[data-field] > .words");
  if (!words || event.target.closest("a, button, summary") || !getSelection().isCollapsed) return;
  words.parentElement.querySelector("[data-edit]")?.click();
});

document.addEventListener("keydown", (event) => {
  const editor = event.target.closest("[data-editor]");
  if (!editor || event.isComposing) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    const choice = editor.querySelector("[data-conflict] :is(button, a)");
    if (choice) choice.focus();
    else editor.requestSubmit(editor.querySelector("button.main"));
  } else if (event.key === "Escape") {
    const leave = editor.querySelector("[data-leave]");
    if (leave) {
      event.preventDefault();
      leave.click();
    }
  }
});

// In the capturing phase, before htmx hears the click.
document.addEventListener("click", (event) => {
  const leave = event.target.closest("[data-leave]");
  const editor = leave?.closest("[data-editor]");
  if (!editor || !isUnsaved(editor) || leave.dataset.leave === "anyway") return;
  event.preventDefault();
  event.stopImmediatePropagation();
  part(editor, leave);
}, { capture: true });

async function part(editor, leave) {
  const writing = document.activeElement;
  if (await keepNow(editor) || await isSure()) {
    leave.dataset.leave = "anyway";
    leave.click();
  } else {
    writing.focus();
  }
}

function isSure() {
  return new Promise((resolve) => {
    unsavedQuestion.addEventListener("close", () => resolve(unsavedQuestion.returnValue === "leave"), { once: true });
    unsavedQuestion.returnValue = "";
    unsavedQuestion.showModal();
  });
}

document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, target, requestConfig, boosted } = event.detail;
  const { elt, verb } = requestConfig;
  const isLeaving = (editor) => elt.matches("[data-leave]") && editor.contains(elt);
  const wholePage = /^\s*<!doctype html/i.test(xhr.responseText) && !boosted;
  if (editorsIn(target).some((editor) => isUnsaved(editor) && !isLeaving(editor))) {
    event.detail.shouldSwap = false;
  } else if (wholePage && !elt.closest("[hx-select]")) {
    // Signed out, or a part that cannot be had alone: go there instead.
    event.detail.shouldSwap = false;
    if (verb === "get") location.assign(xhr.responseURL);
  }
});

document.addEventListener("htmx:load", (event) => grow(event.target));

document.addEventListener("submit", (event) => {
  if (!event.defaultPrevented) goingAway = true;
});

window.addEventListener("pageshow", () => { goingAway = false; });

window.addEventListener("beforeunload", (event) => {
  if (!goingAway && editorsIn().some((editor) => isUnsaved(editor) && !isKept(editor))) event.preventDefault();
});
