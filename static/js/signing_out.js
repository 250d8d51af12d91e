// Whoever signs out takes along what waits on the device; where something does, it is asked first.

import { isEmpty, wipe } from "./locker.js";

document.addEventListener("submit", (event) => {
  const { signOut: warning } = event.target.dataset;
  if (warning === undefined) return;
  if (isEmpty() || confirm(warning)) return wipe();
  event.preventDefault();
  event.stopImmediatePropagation();
}, { capture: true });
