// What an editor holds, and what of it is stored: as the page rendered it, or as a later save was answered.

const CHOSEN = "[type=checkbox], [type=radio]";

// The part itself where it is an editor, else those in it.
export function editorsIn(part = document) {
  return part.matches?.("[data-editor]") ? [part] : [...part.querySelectorAll("[data-editor]")];
}

function inputsOf(editor) {
  return [...editor.elements].filter((input) => input.name && !input.disabled && input.matches("input, select, textarea")
    && input.type !== "hidden" && input.type !== "submit");
}

// By the name of each input: the values that stand in it.
export function valuesOf(editor) {
  const values = {};
  for (const input of inputsOf(editor)) {
    const all = input.options ? [...input.options].filter((option) => option.selected).map((option) => option.value)
      : input.matches(CHOSEN) ? (input.checked ? [input.value] : []) : [input.value];
    values[input.name] = [...(values[input.name] ?? []), ...all];
  }
  return values;
}

export function alike(some, others) {
  return JSON.stringify(some) === JSON.stringify(others);
}

// Put values where others stand. In a text only what differs is touched, so that caret, selection and scroll stay.
export function fill(editor, values) {
  for (const input of inputsOf(editor)) {
    const wanted = values[input.name];
    if (!wanted) continue;
    if (input.options) for (const option of input.options) option.selected = wanted.includes(option.value);
    else if (input.matches(CHOSEN)) input.checked = wanted.includes(input.value);
    else if (input.matches("textarea")) rewrite(input, wanted[0] ?? "");
    else if (input.value !== wanted[0]) input.value = wanted[0] ?? "";
  }
  grow(editor);
}

function rewrite(area, text) {
  const [old, scroll] = [area.value, area.scrollTop];
  if (old === text) return;
  const most = Math.min(old.length, text.length);
  let [head, tail] = [0, 0];
  while (head < most && old[head] === text[head]) head++;
  while (tail < most - head && old.at(-1 - tail) === text.at(-1 - tail)) tail++;
  area.setRangeText(text.slice(head, text.length - tail), head, old.length - tail, "preserve");
  area.scrollTop = scroll;
}

// These values are stored; what stands in the editor stays.
export function store(editor, values) {
  const standing = valuesOf(editor);
  for (const input of inputsOf(editor)) {
    const stored = values[input.name] ?? [];
    if (input.options) for (const option of input.options) option.defaultSelected = stored.includes(option.value);
    else if (input.matches(CHOSEN)) input.defaultChecked = stored.includes(input.value);
    else input.defaultValue = stored[0] ?? "";
  }
  fill(editor, standing);
  editor.removeAttribute("data-unsaved");
}

// data-unsaved: the server rendered words that it did not take.
export function isUnsaved(editor) {
  if (editor.hasAttribute("data-unsaved")) return true;
  return inputsOf(editor).some((input) => {
    if (input.matches(CHOSEN)) return input.checked !== input.defaultChecked;
    if (input.options) return [...input.options].some((option) => option.selected !== option.defaultSelected);
    return input.value !== input.defaultValue;
  });
}

export function grow(part) {
  if (CSS.supports("field-sizing", "content")) return;
  for (const area of editorsIn(part).flatMap((editor) => [...editor.querySelectorAll("textarea")])) {
    area.rows = Math.max(2, Math.ceil(area.value.length / 60) + area.value.split("\n").length);
  }
}
