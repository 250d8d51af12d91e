// A safe on the device: what lies in it is encrypted with keys that were made here, that no script can read out, and that
// go with it. It belongs to one member, and to how far his access goes (the seal); for another there is another one.

const NAME = "placard";
const STORES = ["safe", "copies", "notes"];
let opening = null;

function opened() {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => { for (const store of STORES) request.result.createObjectStore(store); };
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      request.result.onclose = () => { opening = null; };
      resolve(request.result);
    };
  });
  opening.catch(() => { opening = null; });
  return opening;
}

// One transaction: act(store, ...) gives requests; answers what the last of them found.
async function done(names, mode, act) {
  const base = await opened();
  return new Promise((resolve, reject) => {
    const deed = base.transaction(names, mode);
    const last = act(...names.map((name) => deed.objectStore(name)));
    deed.oncomplete = () => resolve(last?.result);
    deed.onerror = deed.onabort = () => reject(deed.error ?? new Error("aborted"));
  });
}

// Whose safe it is: .member, .seal, .keys and what was noted; null where there is none.
export async function owner() {
  return (await done(["safe"], "readonly", (safe) => safe.get("owner"))) ?? null;
}

// Make it this member's. What lay in another's is gone; his own notes stay where only his access is another.
export async function madeFor(member, seal) {
  const before = await owner();
  if (before?.member === member && before.seal === seal) return before;
  const keys = before?.member === member ? before.keys : await fresh();
  const now = { id: crypto.randomUUID(), member, seal, keys };
  await done(STORES, "readwrite", (safe, copies, notes) => {
    copies.clear();
    if (keys !== before?.keys) notes.clear();
    return safe.put(now, "owner");
  });
  return now;
}

async function fresh() {
  const lock = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  const namer = await crypto.subtle.generateKey({ name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return { lock, namer };
}

// Note more about this safe, as when what lies in it was last known to be true.
export function noted(whose, more) {
  return done(["safe"], "readwrite", (safe) => {
    safe.get("owner").onsuccess = ({ target: { result: now } }) => {
      if (now?.id === whose.id) safe.put({ ...now, ...more }, "owner");
    };
  });
}

// Nobody may read here any more. Notes that were not sent yet stay locked for whom they are of.
export function closed() {
  return done(STORES, "readwrite", (safe, copies, notes) => {
    copies.clear();
    notes.count().onsuccess = ({ target: { result: many } }) => {
      if (!many) return safe.clear();
      safe.get("owner").onsuccess = ({ target: { result: now } }) => {
        safe.put({ id: crypto.randomUUID(), member: now.member, keys: now.keys, seal: "" }, "owner");
      };
    };
  });
}

// Put something away under a name; false where the safe is no longer that of `whose`.
export async function put(whose, store, name, value) {
  const key = await nameOf(whose, name);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const made = { name: "AES-GCM", iv, additionalData: bytesOf(`${store} ${key}`) };
  const locked = await crypto.subtle.encrypt(made, whose.keys.lock, bytesOf(value));
  const base = await opened();
  return new Promise((resolve) => {
    const deed = base.transaction(["safe", store], "readwrite");
    deed.oncomplete = () => resolve(true);
    deed.onerror = deed.onabort = () => resolve(false);
    deed.objectStore("safe").get("owner").onsuccess = ({ target }) => {
      if (target.result?.id === whose.id) deed.objectStore(store).put({ iv, locked }, key);
      else deed.abort();
    };
  });
}

// All that lies there and can be opened.
export async function all(store) {
  const whose = await owner();
  if (!whose) return [];
  const keys = await done([store], "readonly", (kept) => kept.getAllKeys());
  const found = await done([store], "readonly", (kept) => kept.getAll());
  const values = await Promise.all(found.map((one, place) => unlocked(whose, store, keys[place], one)));
  return values.filter((value) => value !== null);
}

export async function removed(store, name) {
  const whose = await owner();
  if (!whose) return;
  const key = await nameOf(whose, name);
  await done([store], "readwrite", (kept) => kept.delete(key));
}

// Nothing stays, and no key.
export function emptied() {
  return done(STORES, "readwrite", (...stores) => { for (const store of stores) store.clear(); });
}

async function unlocked({ keys }, store, key, { iv, locked }) {
  try {
    const made = { name: "AES-GCM", iv, additionalData: bytesOf(`${store} ${key}`) };
    return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(made, keys.lock, locked)));
  } catch {
    return null;
  }
}

async function nameOf({ keys }, name) {
  const signed = await crypto.subtle.sign("HMAC", keys.namer, bytesOf(name));
  return [...new Uint8Array(signed)].map((byte) => byte.toString(16).padStart(2, "0")).join("").slice(0, 40);
}

function bytesOf(value) { return new TextEncoder().encode(JSON.stringify(value)); }
