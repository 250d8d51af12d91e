// The focus is never lost in a swap: it goes into a new editor, else to the Edit link of the field, else to what stands
// where it was, else to the part itself.

const REACHABLE = "a[href], button:not([disabled]), input:not([type=hidden]), select, textarea, summary, [tabindex]";
let place = null;

document.addEventListener("htmx:beforeSwap", (event) => {
  const { target, requestConfig } = event.detail;
  const active = document.activeElement;
  // A click on words, and in some browsers on a button, leaves the focus on the body.
  const acted = ["click", "submit"].includes(requestConfig.triggeringEvent?.type) && target.contains(requestConfig.elt);
  place = target.contains(active) || acted ? { number: reachable(target).indexOf(active) } : null;
});

document.addEventListener("htmx:afterSwap", (event) => {
  const part = event.target;
  if (!place || !part.isConnected) return;
  const lost = !document.activeElement || document.activeElement === document.body;
  const editor = part.matches("[data-editor]") ? part : part.querySelector("[data-editor]");
  if (editor) {
    const first = editor.querySelector(
      "[aria-invalid=true], .conflict, .editor :is(textarea, select, input:not([type=hidden]))");
    reach(first ?? editor);
    if (first?.matches("textarea")) first.setSelectionRange(first.value.length, first.value.length);
  } else if (lost) {
    reach(part.querySelector("[data-edit]") ?? reachable(part)[place.number] ?? part);
  }
  place = null;
});

function reachable(part) {
  return [...part.querySelectorAll(REACHABLE)];
}

function reach(element) {
  if (!element.matches(REACHABLE)) element.tabIndex = -1;
  element.focus();
}
