// The room: the screen stays on while its page is looked at, who comes back to it finds the item that is called, and
// what somebody says is noted with one tap.

import { tell } from "./aloud.js";
import { conferenceTime } from "./clock.js";
import { filled, lookAgain } from "./deed.js";
import { taken } from "./notes.js";
import { hour } from "./sentences.js";

const SOON = 5_000;
const screen = document.getElementById("awake");
let lock = null;
let wanted = true;
let cameBackAt = 0;

if (screen && "wakeLock" in navigator) {
  screen.hidden = false;
  screen.addEventListener("click", () => { wanted = !lock; wanted ? hold() : lock.release(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden && wanted) hold(); });
  hold();
}

// A device may refuse, as one does whose battery is low: the switch says how it is.
async function hold() {
  if (lock || document.hidden) return;
  const given = await navigator.wakeLock.request("screen").catch(() => null);
  if (lock) return given?.release(); // who came back meanwhile has asked for it too
  lock = given;
  lock?.addEventListener("release", () => { lock = null; say(); });
  say();
}

function say() { screen.setAttribute("aria-checked", String(lock !== null)); }

// Nothing changes under a thumb that reads: only who was away, and has touched nothing since, is taken along.
document.addEventListener("visibilitychange", () => { cameBackAt = document.hidden ? 0 : Date.now(); });
for (const touch of ["pointerdown", "keydown", "wheel"]) addEventListener(touch, () => { cameBackAt = 0; }, { passive: true });
document.addEventListener("settled", () => {
  const isBack = Date.now() - cameBackAt < SOON && !location.search;
  if (isBack && document.querySelector("main.room .called a")) location.reload();
  cameBackAt = 0;
});

// A note is sent where one is, and counts once; what is refused stands in the form still, and so does what can be neither
// sent nor kept until there is network.
document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-note]");
  if (!form) return;
  event.preventDefault();
  const values = { ...Object.fromEntries(new FormData(form, event.submitter)), at: conferenceTime().at.toISOString() };
  const said = [values.who || values.recent, event.submitter?.textContent.trim()].filter(Boolean).join(", ");
  answer(form, form.dataset.sending);
  const { why, isKept } = await taken(form, values, [said, values.text].filter(Boolean).join(": "));
  const told = isKept ? form.dataset.kept : form.dataset.noted;
  answer(form, why || filled(told, { at: hour(values.at), said }), Boolean(why));
  if (why) return;
  form.reset();
  lookAgain(["note"]);
});

// In a line of its own, which what is made true again leaves alone.
function answer(form, words, isRefused = false) {
  const line = form.querySelector("[data-told]") ?? document.createElement("p");
  line.dataset.told = "";
  line.toggleAttribute("data-not-saved", isRefused);
  line.textContent = words;
  form.prepend(line);
  tell(words);
}
