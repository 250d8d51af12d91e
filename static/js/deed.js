// Sends a deed of the hand, such as putting something elsewhere, until it is answered: once, however often it is sent.

import { tell as say } from "./aloud.js";
import { own } from "./news.js";
import { newId, tokenNow } from "./operations.js";

const PATIENCE = 10_000;
const AGAIN = [0, 1_000, 3_000];
let sending = Promise.resolve();

// After those before it, or at once where the page is left: what was done on the screen is done. words: .refused,
// .unsent, .signedOut. "" where it is done, else why not; never fails.
export function refusal(address, values, words) {
  const left = new Promise((resolve) => { window.addEventListener("pagehide", resolve, { once: true }); });
  const asked = Promise.race([sending, left]).then(() => answer(address, values, words));
  sending = asked;
  return asked;
}

// Whatever is sent again bears the same id, and counts once.
async function answer(address, values, words) {
  const body = new URLSearchParams({ ...values, operation: newId() });
  for (const pause of AGAIN) {
    if (pause) await new Promise((resolve) => setTimeout(resolve, pause));
    own();
    const answer = await sent(address, body);
    own();
    if (!answer || answer.status >= 500) continue;
    if (answer.status === 204) return "";
    if (answer.type === "opaqueredirect") return words.signedOut;
    const isPlain = answer.headers.get("Content-Type")?.startsWith("text/plain");
    return isPlain ? answer.text().catch(() => words.refused) : words.refused;
  }
  return words.unsent;
}

async function sent(address, body) {
  const headers = { "X-CSRFToken": tokenNow() ?? "" };
  const signal = AbortSignal.timeout(PATIENCE);
  const post = { method: "POST", headers, body, signal, redirect: "manual", keepalive: true };
  return fetch(address, post).catch(() => null);
}

// Why it was not done, above where it was tried. link: an element that leads on.
export function tellRefusal(above, why, link) {
  const notice = document.createElement("p");
  notice.className = "notice";
  Object.assign(notice.dataset, { kind: "warn", notMoved: "" });
  notice.append(why, ...(link ? [" ", link] : []));
  above.before(notice);
  notice.scrollIntoView({ block: "nearest" });
  say(why);
}

export function forgetRefusals(within) {
  within.querySelector("[data-not-moved]")?.remove();
}

// What these topics are about, as it stands by now.
export function lookAgain(topics) {
  document.dispatchEvent(new CustomEvent("changed", { detail: { topics: [topics], missed: null } }));
}

export function filled(sentence, words) {
  return sentence.replace(/{(\w+)}/g, (_, word) => words[word]);
}
