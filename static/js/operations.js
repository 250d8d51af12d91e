// What is sent carries an id of the operation, and the length and digest of its text, by which the server knows a body
// that was cut short. The id belongs to what is sent: the same sent again keeps it, so that it counts once; other words
// get a new one. Plain forms with data-operation are stamped here; what editors send, in saving.js.

const attempts = new WeakMap();
const stamped = new WeakSet();
const STAMPS = ["operation", "length", "digest", "csrfmiddlewaretoken"];

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-operation]") || stamped.has(form)) return;
  const submitter = event.submitter;
  event.preventDefault();
  event.stopImmediatePropagation();
  await stamp(form, submitter);
  // A form cannot be sent while its submit event is still being told, as it may be here where all promises were kept.
  await new Promise((resolve) => setTimeout(resolve));
  stamped.add(form);
  form.requestSubmit(submitter);
  stamped.delete(form);
}, { capture: true });

async function stamp(form, submitter) {
  const content = JSON.stringify([form.getAttribute("action"), ...entriesOf(form, submitter).map(named)]);
  const last = attempts.get(form);
  const operation = last?.content === content ? last.operation : newId();
  attempts.set(form, { content, operation });
  const marks = { operation, ...await marksOf(textsOf(form)) };
  for (const [name, value] of Object.entries(marks)) carry(form, name, value);
  // Whoever signed in again in another window has a new token, and must be able to send what stands here.
  if (tokenNow()) carry(form, "csrfmiddlewaretoken", tokenNow());
  const waiting = [];
  form.dispatchEvent(new CustomEvent("stamped", { bubbles: true, detail: { operation, waiting } }));
  await Promise.race([Promise.all(waiting), new Promise((resolve) => setTimeout(resolve, 200))]);
}

// All that a form says, without what it is stamped with.
export function entriesOf(form, submitter) {
  const entries = [...new FormData(form)].filter(([name]) => !STAMPS.includes(name));
  return submitter?.name ? [...entries, [submitter.name, submitter.value]] : entries;
}

function named([name, value]) {
  return [name, value instanceof File ? `${value.name} ${value.size}` : value];
}

export function textsOf(form) {
  return [...form.querySelectorAll("textarea")].filter((area) => area.name && !area.disabled).map((area) => area.value);
}

export async function marksOf(texts) {
  return { length: lengthOf(texts), digest: await digestOf(bytesOf(texts)) };
}

export function lengthOf(texts) {
  return bytesOf(texts).length;
}

function bytesOf(texts) {
  return new TextEncoder().encode(texts.map((text) => text.replace(/\r\n?/g, "\n")).join("\0"));
}

// Give a hidden input of the form this value.
export function carry(form, name, value) {
  carryAll(form, [[name, value]]);
}

// The same for several at once, of which some may have one name.
export function carryAll(form, entries) {
  for (const [name] of entries) {
    for (const input of form.querySelectorAll(`input[type=hidden][name="${name}"]`)) input.remove();
  }
  for (const [name, value] of entries) {
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  }
}

// What a form carries that nobody sees, without its stamps.
export function carriedBy(form) {
  const hidden = [...form.querySelectorAll("input[type=hidden][name]")];
  return hidden.filter(({ name }) => !STAMPS.includes(name)).map(({ name, value }) => [name, value]);
}

export function tokenNow() {
  return document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];
}

async function digestOf(bytes) {
  if (!crypto.subtle) return "";
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// crypto.randomUUID exists only where the page came over https or from this machine.
export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
