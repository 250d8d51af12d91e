// Whoever signs out takes along what waits on the device; where something does, it is asked first.

import { isEmpty, wipe } from "./locker.js";
import { emptied } from "./safe.js";

document.addEventListener("submit", (event) => {
  const { signOut: warning } = event.target.dataset;
  if (warning === undefined) return;
  if ((isEmpty() && !("notesWait" in document.body.dataset)) || confirm(warning)) return takeAll();
  event.preventDefault();
  event.stopImmediatePropagation();
}, { capture: true });

function takeAll() {
  wipe();
  emptied().catch(() => {}); // where the browser keeps nothing
  navigator.serviceWorker?.controller?.postMessage({ say: "wipe" });
}
