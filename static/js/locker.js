// Keeps things on the device under lock: encrypted with a key that only a signed-in page is given and that no script can
// read out, under names that say nothing. Where a page has no such means, as without https, it keeps nothing.

const PREFIX = "placard ";
const KEPT_FOR = 7 * 24 * 3600 * 1000;
const ASK_AGAIN = 10_000;
const others = new BroadcastChannel("placard");
let keys = null;
let askedAt = -Infinity;

others.addEventListener("message", forget);

function names() {
  try {
    return Object.keys(localStorage).filter((name) => name.startsWith(PREFIX));
  } catch {
    return []; // where the browser is told to keep nothing
  }
}

export function isEmpty() { return !names().length; }

export function remove(name) { if (name) localStorage.removeItem(name); }

// Whoever signs out takes everything along, in every window.
export function wipe() {
  for (const name of names()) remove(name);
  forget();
  others.postMessage("wiped");
}

export function forget() { [keys, askedAt] = [null, -Infinity]; }

// Keep something, known by `parts`; the name under which it lies, or null where it cannot be kept.
export async function put(parts, value) {
  const { lock, namer } = (await opened()) ?? {};
  if (!lock) return null;
  const name = PREFIX + hex(await crypto.subtle.sign("HMAC", namer, bytesOf(parts))).slice(0, 40);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const made = { name: "AES-GCM", iv, additionalData: bytesOf(name) };
  const locked = new Uint8Array(await crypto.subtle.encrypt(made, lock, bytesOf({ keptAt: Date.now(), ...value })));
  try {
    localStorage.setItem(name, textOf(iv) + textOf(locked));
    return name;
  } catch {
    return null; // full
  }
}

// All that is kept: [name, value]. What this member's key does not open is another's, or from before his rights
// changed; it goes, as does what is too old. Where there is no key, as after a session has ended, all stays locked.
export async function all() {
  const { lock } = (names().length && (await opened())) || {};
  if (!lock) return [];
  const found = [];
  for (const name of names()) {
    const value = await unlocked(lock, name);
    if (value && Date.now() - value.keptAt < KEPT_FOR) found.push([name, value]);
    else remove(name);
  }
  return found;
}

async function unlocked(lock, name) {
  try {
    const bytes = Uint8Array.from(atob(localStorage.getItem(name)), (letter) => letter.charCodeAt(0));
    const made = { name: "AES-GCM", iv: bytes.slice(0, 12), additionalData: bytesOf(name) };
    return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(made, lock, bytes.slice(12))));
  } catch {
    return null;
  }
}

// To be asked for while there is a line, and not only once something has to be kept.
export async function opened() {
  if (!keys && crypto.subtle && Date.now() - askedAt > ASK_AGAIN) {
    askedAt = Date.now();
    keys = given();
  }
  const found = await keys;
  if (!found) keys = null;
  return found;
}

async function given() {
  try {
    const answer = await fetch("/draft-key/", { cache: "no-store", redirect: "manual" });
    const { member, key } = await answer.json();
    if (member !== document.body.dataset.member) return null;
    const bytes = Uint8Array.from(atob(key), (letter) => letter.charCodeAt(0));
    const [lock, namer] = await Promise.all([
      crypto.subtle.importKey("raw", bytes.slice(0, 32), "AES-GCM", false, ["encrypt", "decrypt"]),
      crypto.subtle.importKey("raw", bytes.slice(32), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]),
    ]);
    return { lock, namer };
  } catch {
    return null;
  }
}

function bytesOf(value) { return new TextEncoder().encode(JSON.stringify(value)); }

function textOf(bytes) {
  let letters = "";
  for (const byte of bytes) letters += String.fromCharCode(byte);
  return btoa(letters);
}

function hex(bytes) {
  return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
