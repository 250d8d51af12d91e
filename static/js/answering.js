// What the worker answers to a visit: the page itself wherever there is network, else the copy that is kept of it, else a
// page that says what is kept. Nothing but visits, and the files of copies, passes through here.

import { kept, looked } from "./gathering.js";
import { removed } from "./safe.js";

const PATIENCE = 8_000;
const [GONE, DOWN] = [[403, 404, 410], [502, 503, 504]];
const FILES = "/kept/";

export function answer(event, given) {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin || request.method !== "GET") return;
  if (pathname.startsWith(FILES)) event.respondWith(file(pathname));
  else if (request.mode === "navigate") event.respondWith(visit(event, pathname, given));
}

export function nameOf(version) { return `placard ${version}`; }

// Under the version with which the copy was made.
async function file(pathname) {
  const [version, ...rest] = pathname.slice(FILES.length).split("/");
  const cache = await caches.open(nameOf(version));
  return (await cache.match(`${FILES}${rest.join("/")}`)) ?? Response.error();
}

async function visit(event, pathname, given) {
  const copies = kept().catch(() => []);
  const at = pathname + new URL(event.request.url).search;
  const copy = copies.then((found) => found.find(({ paths }) => paths.includes(at)));
  const page = await within(fetched(event), copy).catch(() => null);
  if (!page || DOWN.includes(page.status)) {
    const found = await copy;
    return found ? shown(found, given) : page ?? elsewhere(await copies, given);
  }
  if (GONE.includes(page.status)) event.waitUntil(copy.then((found) => found && removed("copies", found.address)));
  // Whoever meets the sign-in page is not signed in any more, or not yet.
  if (pathname.startsWith("/accounts/")) event.waitUntil(looked());
  return page;
}

async function fetched(event) {
  return (await event.preloadResponse) ?? fetch(event.request);
}

// A network that is there, and answers nothing, is none where there is a copy.
function within(page, copy) {
  const late = new Promise((_, reject) => {
    setTimeout(async () => { if (await copy) reject(new Error("late")); }, PATIENCE);
  });
  return Promise.race([page, late]);
}

function shown({ html, version, composedAt, heardAt, policy }, { folder }) {
  const times = `data-made="${composedAt}" data-heard="${heardAt}"`;
  const body = withFiles(html, folder, version).replace('data-made="" data-heard=""', times);
  return new Response(body, { headers: headersWith(policy) });
}

// As they lie here, and not where the network would have them.
function withFiles(html, folder, version) { return html.replaceAll(`"${folder}`, `"${FILES}${version}/`); }

async function elsewhere(copies, { version, folder, elsewhere: address }) {
  const cache = await caches.open(nameOf(version));
  const page = await cache.match(address);
  if (!page) return Response.error();
  const pages = copies.filter(({ of }) => !of);
  const list = pages.map((copy) => `<li><a href="${copy.address}">${escaped(copy.name)}</a> <span>${escaped(copy.at)}</span></li>`);
  const body = withFiles(await page.text(), folder, version).replace("<!-- kept -->", list.join(""));
  return new Response(body, { headers: headersWith(page.headers.get("Content-Security-Policy")) });
}

function escaped(words) {
  return words.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);
}

function headersWith(policy) {
  return {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": policy ?? "default-src 'self'",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
  };
}
