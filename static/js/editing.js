// Editing in place. A click on a field's words opens its editor; Ctrl-Enter saves, Esc leaves. Words that have not been
// saved are never replaced, and never left without a question.

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
    editor.requestSubmit(editor.querySelector("button.main"));
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
  const writing = document.activeElement;
  unsavedQuestion.addEventListener("close", () => {
    if (unsavedQuestion.returnValue === "leave") {
      leave.dataset.leave = "anyway";
      leave.click();
    } else {
      writing.focus();
    }
  }, { once: true });
  unsavedQuestion.returnValue = "";
  unsavedQuestion.showModal();
}, { capture: true });

document.addEventListener("htmx:beforeRequest", (event) => {
  if (isSaveOf(event)) say(event.detail.requestConfig.elt, "saving");
});

document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, target, requestConfig, boosted } = event.detail;
  const { elt, verb } = requestConfig;
  const wholePage = /^\s*<!doctype html/i.test(xhr.responseText) && !boosted;
  if (isSaveOf(event)) {
    const sentence = wholePage ? "signedOut" : [403, 404].includes(xhr.status) ? "refused" : "";
    if (sentence) {
      event.detail.shouldSwap = false;
      say(elt, sentence);
    }
  } else if ([...editorsIn(target)].some((editor) => isUnsaved(editor) && !isLeaving(editor, elt))) {
    event.detail.shouldSwap = false;
  } else if (wholePage && !elt.closest("[hx-select]")) {
    // Signed out, or a part that cannot be had alone: go there instead.
    event.detail.shouldSwap = false;
    if (verb === "get") location.assign(xhr.responseURL);
  }
});

const FAILURES = { sendError: "unsent", timeout: "unsent", sendAbort: "unsent", responseError: "failed" };
for (const [name, sentence] of Object.entries(FAILURES)) {
  document.addEventListener(`htmx:${name}`, (event) => {
    if (isSaveOf(event)) say(event.detail.requestConfig.elt, sentence);
  });
}

document.addEventListener("htmx:afterSwap", (event) => {
  const part = event.target.closest("[data-field]");
  if (!part) return;
  const said = part.querySelector("[data-saved]")?.textContent.trim();
  const errors = [...part.querySelectorAll(".errorlist")].map((list) => list.textContent.trim());
  if (event.detail.requestConfig.verb === "post") tell([said, ...errors].join(" "));
});

document.addEventListener("htmx:load", (event) => growWithWords(event.target));

document.addEventListener("submit", (event) => {
  if (!event.defaultPrevented) goingAway = true;
});

window.addEventListener("pageshow", () => { goingAway = false; });

window.addEventListener("beforeunload", (event) => {
  if (!goingAway && [...document.querySelectorAll("[data-editor]")].some(isUnsaved)) event.preventDefault();
});

function isSaveOf(event) {
  const { elt, verb } = event.detail.requestConfig;
  return elt.matches("[data-editor]") && verb !== "get";
}

function isLeaving(editor, elt) {
  return elt.matches("[data-leave]") && editor.contains(elt);
}

function editorsIn(part) {
  return part.matches("[data-editor]") ? [part] : part.querySelectorAll("[data-editor]");
}

// data-unsaved: the server rendered words that it did not take.
function isUnsaved(editor) {
  if (editor.hasAttribute("data-unsaved")) return true;
  return [...editor.elements].some((input) => {
    if (input.type === "hidden" || input.type === "submit") return false;
    if (input.type === "checkbox" || input.type === "radio") return input.checked !== input.defaultChecked;
    if (input.options) return [...input.options].some((option) => option.selected !== option.defaultSelected);
    return input.defaultValue !== undefined && input.value !== input.defaultValue;
  });
}

function say(editor, sentence) {
  const line = editor.querySelector("[data-saved]");
  if (!line) return;
  line.textContent = line.dataset[sentence];
  line.toggleAttribute("data-not-saved", sentence !== "saving");
  tell(line.textContent);
}

function tell(words) {
  document.getElementById("said").textContent = words;
}

function growWithWords(part) {
  if (CSS.supports("field-sizing", "content")) return;
  for (const area of part.querySelectorAll("[data-editor] textarea")) {
    area.rows = Math.max(2, Math.ceil(area.value.length / 60) + area.value.split("\n").length);
  }
}
