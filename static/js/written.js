// What is written in the form of a whole page, by which something new is begun, is kept on the device as the words of an
// editor are (drafts.js). That it was stored is learnt on the next page, by the operation under which it was sent.

import { keepDraft, keepNow } from "./drafts.js";
import { valuesOf } from "./editors.js";
import { opened } from "./locker.js";
import { stateOf } from "./sentences.js";

const WRITTEN = "form[data-draft]:not([data-editor], [data-draft=''])";

if (document.querySelector(WRITTEN)) opened();

for (const name of ["input", "change"]) {
  document.addEventListener(name, ({ target }) => {
    const form = target.closest(WRITTEN);
    if (form && target.name) keepDraft(form);
  });
}

document.addEventListener("stamped", ({ target, detail }) => {
  if (!target.matches(WRITTEN)) return;
  stateOf(target).attempt = { operation: detail.operation, values: valuesOf(target) };
  detail.waiting.push(keepNow(target));
});
