// Sends one save until it is answered: the same id and the same words each time, after growing pauses, and at once when
// the line is back or the page is looked at again. Answers what came of it, never a page that is not the part asked for.

import { carry, tokenNow } from "./operations.js";

const PATIENCE = 20_000;
const [SOONEST, LATEST] = [1_000, 30_000];
const KEPT_ALIVE = 60_000; // bytes that a browser still sends from a page that is left
// What may be otherwise the next time, as nothing was decided about the words.
const UNDECIDED = new Set(["unanswered", "signedOut", "stranger", "forged"]);

// attempt: .body, and .isAlone where nobody pressed a button. tell: called with the reason when it has to be sent again.
export async function sent(editor, attempt, tell) {
  let pause = SOONEST;
  for (;;) {
    let answer = await send(editor, attempt);
    if (answer.outcome === "forged") answer = await again(editor, attempt);
    if (!UNDECIDED.has(answer.outcome)) return answer;
    if (editor.isConnected) tell(answer.outcome === "unanswered" ? "" : answer.outcome);
    if (editor.isConnected) await chance(editor, answer.outcome === "unanswered" ? pause : null);
    if (!editor.isConnected) return { outcome: "left" };
    pause = Math.min(pause * 2, LATEST);
  }
}

async function send(editor, attempt) {
  const cut = new AbortController();
  const timer = setTimeout(() => cut.abort(), PATIENCE);
  try {
    const answer = await fetch(editor.getAttribute("action"), {
      method: "POST",
      body: attempt.body,
      headers: {
        "HX-Request": "true",
        "HX-Target": editor.id,
        "HX-Current-URL": location.href, // a part of another page is not there to be filled
        ...(attempt.isAlone && { Saving: "on" }),
      },
      redirect: "manual",
      cache: "no-store",
      signal: cut.signal,
      keepalive: document.hidden && String(attempt.body).length < KEPT_ALIVE,
    });
    return judged(answer, await answer.text(), editor.id, attempt);
  } catch {
    return { outcome: "unanswered" };
  } finally {
    clearTimeout(timer);
  }
}

const OUTCOMES = { 200: "saved", 409: "crossed", 422: "refused" };

function judged(answer, html, id, attempt) {
  if (answer.type === "opaqueredirect") return { outcome: "signedOut" };
  if ([400, 408, 411, 425, 429].includes(answer.status) || answer.status >= 500) return { outcome: "unanswered" };
  const isHtml = answer.headers.get("Content-Type")?.startsWith("text/html");
  const page = new DOMParser().parseFromString(isHtml ? html : "", "text/html");
  // Words go only where Placard itself says so, and not some machine on the way there.
  const isOurs = Boolean(page.querySelector(".alone"));
  if ([403, 404].includes(answer.status) && !isOurs) return { outcome: "unanswered" };
  if (answer.status === 404) return { outcome: "gone" };
  if (answer.status === 403) return { outcome: page.querySelector("[data-forged]") ? "forged" : "forbidden" };
  if (!isHtml && answer.status >= 400) return { outcome: "refused", words: html.slice(0, 300) };
  // A page of somebody else's, such as that of a network which asks to agree to something first.
  const part = page.getElementById(id) ?? (attempt.makes ? page.querySelector("[data-field]") : null);
  if (!OUTCOMES[answer.status] || !part || /^\s*<(!doctype|html)/i.test(html)) return { outcome: "unanswered" };
  return { outcome: OUTCOMES[answer.status], part, page, html };
}

// Another token holds since somebody signed in again: it is taken where that was the same member.
async function again(editor, attempt) {
  const who = await fetch("/draft-key/", { redirect: "manual", cache: "no-store" }).catch(() => null);
  if (who?.type === "opaqueredirect") return { outcome: "signedOut" };
  if (!who?.ok) return { outcome: "unanswered" };
  const { member } = await who.json().catch(() => ({}));
  if (member !== document.body.dataset.member) return { outcome: "stranger" };
  carry(editor, "csrfmiddlewaretoken", tokenNow());
  attempt.body.set("csrfmiddlewaretoken", tokenNow());
  const answer = await send(editor, attempt);
  return answer.outcome === "forged" ? { outcome: "unanswered" } : answer;
}

// Until it is worth while to send once more; without a pause, until the page is looked at again.
function chance(editor, pause) {
  return new Promise((resolve) => {
    const timer = pause && setTimeout(done, pause * (0.75 + Math.random() / 2));
    const listened = new AbortController();
    const on = (target, name, is = () => true) => {
      target.addEventListener(name, (event) => is(event) && done(), { signal: listened.signal });
    };
    on(window, "online");
    on(window, "focus");
    on(window, "pageshow");
    on(document, "visibilitychange", () => !document.hidden);
    on(document, "live", (event) => event.detail.state === "true");
    on(editor, "hurry");
    function done() {
      clearTimeout(timer);
      listened.abort();
      resolve();
    }
  });
}
