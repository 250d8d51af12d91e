// The focus is never lost in a swap: it goes into a new editor, else to the Edit link of the field, else to what stands
// where it was, else to the part itself.

const REACHABLE = "a[href], button:not([disabled]), input:not([type=hidden]), select, textarea, summary, [tabindex]";
let place = null;

document.addEventListener("htmx:beforeSwap", (event) => {
  const { target, requestConfig } = event.detail;
  // A click on words, and in some browsers on a button, leaves the focus on the body.
  const acted = ["click", "submit"].includes(requestConfig.triggeringEvent?.type) && target.contains(requestConfig.elt);
  rememberFocus(target, acted);
});

document.addEventListener("htmx:afterSwap", (event) => restoreFocus(event.target));

export function rememberFocus(part, acted = false) {
  const active = document.activeElement;
  place = part.contains(active) || acted ? { number: reachable(part).indexOf(active) } : null;
}

export function restoreFocus(part) {
  if (!place || !part?.isConnected) return;
  const lost = !document.activeElement || document.activeElement === document.body;
  const editor = part.matches("[data-editor]") ? part : part.querySelector("[data-editor]");
  if (editor) {
    const first = editor.querySelector("[aria-invalid=true], .editor :is(textarea, select, input:not([type=hidden]))");
    reach(first ?? editor);
    if (first?.matches("textarea")) first.setSelectionRange(first.value.length, first.value.length);
  } else if (lost) {
    reach(part.querySelector("[data-edit]") ?? reachable(part)[place.number] ?? part);
  }
  place = null;
}

function reachable(part) {
  return [...part.querySelectorAll(REACHABLE)];
}

function reach(element) {
  if (!element.matches(REACHABLE)) element.tabIndex = -1;
  element.focus();
}
