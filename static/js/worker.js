// The worker between the pages and the network. It keeps copies of what may be read without network, and the files of the
// look that they need; nothing else that passes is kept, and most does not pass here at all.

import { answer, nameOf } from "./answering.js";
import { doubted, gathered, heard, kept } from "./gathering.js";
import { closed, emptied, owner } from "./safe.js";

// given: .version, .files (addresses), .folder in which they lie, .elsewhere (the page for what is not kept).
export function tend(given) {
  addEventListener("install", (event) => event.waitUntil(install(given)));
  addEventListener("activate", (event) => event.waitUntil(activate(given)));
  addEventListener("fetch", (event) => answer(event, given));
  addEventListener("message", (event) => event.waitUntil(told(event.data, given)));
}

async function install({ version, files, folder, elsewhere }) {
  const cache = await caches.open(nameOf(version));
  const put = async (address, name) => {
    const found = await fetch(address, { cache: "no-cache" });
    if (!found.ok) throw new Error(`${address}: ${found.status}`);
    // Made anew, it knows no other address than the one under which it is kept, and asks for others beside it.
    await cache.put(name, new Response(await found.blob(), { headers: found.headers }));
  };
  await Promise.all([
    put(elsewhere, elsewhere),
    ...files.map((address) => put(address, address.replace(folder, "/kept/"))),
  ]);
  await skipWaiting();
}

async function activate(given) {
  await registration.navigationPreload?.enable();
  await tidied(given);
}

// Files of other versions stay as long as a copy needs them, or while a newer worker is on its way.
async function tidied({ version }) {
  if (registration.installing || registration.waiting) return;
  const needed = [version, ...(await kept()).map((copy) => copy.version)].map(nameOf);
  for (const name of await caches.keys()) if (!needed.includes(name)) await caches.delete(name);
}

async function told({ say, member, at, since, isStale }, given) {
  if (say === "wipe") return wipe();
  if (say === "signed out") return closed();
  const whose = await owner();
  // Another member is at this device: nothing waits until the server has said so too.
  if (whose && member && whose.member !== member) await emptied();
  const page = { at, version: given.version };
  if (say === "doubt") await doubted();
  if (say === "heard") await heard({ ...page, since });
  if (say !== "keep") return;
  await gathered({ ...page, isStale });
  await tidied(given);
}

async function wipe() {
  await emptied();
  for (const name of await caches.keys()) await caches.delete(name);
}
