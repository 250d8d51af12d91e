// Notes taken in the room: each is put into the safe before it is sent, and taken out when the server has it. Without network
// it waits there, also when the browser is closed, and is sent from whichever page is open next, once, with its own time.
// What is refused stays, with the reason, until its writer throws it away.

import { tell } from "./aloud.js";
import { refusal } from "./deed.js";
import { newId, tokenNow } from "./operations.js";
import { all, owner, put, removed } from "./safe.js";
import { hour } from "./sentences.js";

const PATIENCE = 10_000;
const AGAIN = 15_000;
const STORE = "notes";
const UNDECIDED = [400, 408, 411, 425, 429];
const { member } = document.body.dataset;
const place = document.getElementById("kept-notes");
const told = new BroadcastChannel("placard notes");
let later = null;

if (place && member) begin();

function begin() {
  for (const [target, name] of [[window, "online"], [document, "settled"], [document, "visibilitychange"]]) {
    target.addEventListener(name, () => { if (place.childElementCount && !document.hidden) sendAll(); });
  }
  told.addEventListener("message", show);
  place.addEventListener("click", ({ target }) => act(target.closest("button")));
  sendAll();
}

// Of a form: values are sent as they are, words say it to people. Answers .isKept where it waits, .why where it is not
// taken, and then stands in the form still; neither where the server has it.
export async function taken(form, values, words) {
  const whose = "keeps" in form.dataset ? await mine() : null;
  const note = { operation: newId(), address: form.getAttribute("action"), values, words, takenAt: values.at };
  if (!whose || !(await put(whose, STORE, note.operation, note))) {
    return { why: await refusal(note.address, values, form.dataset) };
  }
  const { outcome, why } = await send(note);
  if (outcome !== "waits") await removed(STORE, note.operation);
  await show();
  told.postMessage("");
  return { isKept: outcome === "waits", why: outcome === "refused" ? why || form.dataset.refused : "" };
}

// All that wait, one after the other, and in one window at a time.
export async function sendAll() {
  if (!(await waiting()).length) return show();
  await navigator.locks.request("placard notes", async () => {
    for (const note of await waiting()) {
      const { outcome, why } = await send(note);
      if (outcome === "waits") break;
      if (outcome === "taken") await removed(STORE, note.operation);
      else await put(await mine(), STORE, note.operation, { ...note, why: why || place.dataset.refused });
    }
  });
  await show();
  told.postMessage("");
  document.dispatchEvent(new CustomEvent("changed", { detail: { topics: [["note"]], missed: null } }));
}

async function mine() {
  const whose = await owner().catch(() => null);
  return whose?.member === member ? whose : null;
}

async function kept() {
  const found = (await mine()) ? await all(STORE) : [];
  return found.sort((one, other) => one.takenAt.localeCompare(other.takenAt));
}

async function waiting() { return (await kept()).filter(({ why }) => !why); }

async function send({ operation, address, values }) {
  const headers = { "X-CSRFToken": tokenNow() ?? "", "Accept": "text/plain", "HX-Request": "true" };
  const body = new URLSearchParams({ ...values, operation });
  const signal = AbortSignal.timeout(PATIENCE);
  const sent = { method: "POST", headers, body, signal, redirect: "manual", keepalive: true };
  const answer = await fetch(address, sent).catch(() => null);
  if (answer?.status === 204) return { outcome: "taken" };
  // Nobody is signed in, or something went wrong: nothing was decided about the words.
  if (!answer || !answer.status || answer.status >= 500 || UNDECIDED.includes(answer.status)) return { outcome: "waits" };
  const words = await answer.text().catch(() => null);
  if (words === null) return { outcome: "waits" };
  if (answer.headers.get("Content-Type")?.startsWith("text/plain")) return { outcome: "refused", why: words };
  const page = new DOMParser().parseFromString(words, "text/html");
  // Words go only where Placard itself says so; another token holds since somebody signed in again.
  if (!page.querySelector(".alone") || page.querySelector("[data-forged]")) return { outcome: "waits" };
  return { outcome: "refused", why: page.querySelector("main p")?.textContent.trim() };
}

async function show() {
  clearTimeout(later);
  const notes = await kept();
  const many = notes.filter(({ why }) => !why).length;
  const lines = notes.filter(({ why }) => why).map(refused);
  if (many) {
    const line = document.createElement("p");
    line.textContent = many === 1 ? place.dataset.one : place.dataset.many.replace("{many}", many);
    lines.unshift(line);
    later = setTimeout(sendAll, AGAIN);
  }
  const was = place.textContent;
  place.replaceChildren(...lines);
  place.hidden = !lines.length;
  document.body.toggleAttribute("data-notes-wait", lines.length > 0);
  if (place.textContent !== was && lines.length) tell(place.firstElementChild.textContent);
}

function refused({ operation, words, why, takenAt }) {
  const line = document.getElementById("refused-note").content.firstElementChild.cloneNode(true);
  line.dataset.note = operation;
  line.querySelector("[data-why]").textContent = line.querySelector("[data-why]").dataset.why
    .replace("{at}", hour(takenAt)).replace("{why}", why);
  line.querySelector(".words").textContent = words;
  return line;
}

async function act(button) {
  const line = button?.closest("[data-note]");
  if (!line) return;
  if ("copy" in button.dataset) {
    navigator.clipboard.writeText(line.querySelector(".words").textContent);
    return tell(button.dataset.copy);
  }
  await removed(STORE, line.dataset.note);
  await show();
  told.postMessage("");
}
