// Gathers copies of the pages that may be read without network. Which these are, and whether anybody may read them here, is
// the server's to say, each time; what it does not name any more goes.

import { all, closed, madeFor, noted, owner, put, removed } from "./safe.js";

const SOON_ENOUGH = 50_000; // a stream tells again what was changed up to a minute before its page was made
const HOUR = 3_600_000;
let gathering = null;

// at: the page that is shown; isStale: whether a copy may not be true any more; version: of the files that are kept.
export async function gathered({ at, isStale, version }) {
  const whose = await owner();
  const isKnown = isTrue(whose) && whose.version === version && Date.now() - whose.heardAt < SOON_ENOUGH;
  if (isKnown && !isStale && !whose.pages.includes(at)) return;
  await gathering;
  gathering ??= gather(version).finally(() => { gathering = null; });
  await gathering;
}

// Something was changed: what was begun to be gathered before is not known to be true.
export async function doubted() {
  const whose = await owner();
  if (whose) await noted(whose, { doubtedAt: Date.now() });
}

// A page says that nothing which this member may know of was changed since it was begun.
export async function heard({ since, ...page }) {
  const whose = await owner();
  if (isTrue(whose) && whose.heardAt > since - SOON_ENOUGH) await noted(whose, { heardAt: Date.now() });
  else await gathered({ ...page, isStale: true });
}

function isTrue(whose) { return Boolean(whose?.seal) && (whose.gatheredAt ?? 0) > (whose.doubtedAt ?? 0); }

// What the server says of who is signed in; null where it does not answer. Where nobody is, nothing stays.
export async function looked() {
  const answer = await fetch("/copies/", { cache: "no-store" }).catch(() => null);
  const said = await answer?.json().catch(() => null);
  if (answer?.status === 401 && said?.member === null) await closed();
  return answer?.ok && said?.seal ? said : null;
}

async function gather(version) {
  const said = await looked();
  if (!said) return;
  const whose = await madeFor(said.member, said.seal);
  // Newer files belong to newer copies: the next worker gathers them.
  if (said.version !== version) return;
  const begunAt = Date.now();
  const pages = said.pages.map(({ address }) => address);
  await noted(whose, { hours: said.hours, pages });
  const found = [];
  for (const page of said.pages) found.push(...await copied(whose, { ...page, version, madeAt: begunAt }));
  if (found.includes(null)) return;
  for (const { address } of await all("copies")) if (!found.includes(address)) await removed("copies", address);
  await noted(whose, { version, gatheredAt: begunAt, heardAt: begunAt });
}

// The addresses of what is kept now: of this page, and of those that the server says go along with it. null among them
// where one could not be had.
async function copied(whose, page) {
  const answer = await fetch(page.address, { headers: { Copy: "on" }, cache: "no-store" }).catch(() => null);
  const composedAt = Date.now();
  if ([403, 404, 410].includes(answer?.status)) return removed("copies", page.address).then(() => []);
  const html = answer?.ok && answer.headers.get("Copy-Of") === whose.seal ? await answer.text().catch(() => null) : null;
  if (html === null) return [null];
  const { pathname, search } = new URL(answer.url);
  const named = (header) => answer.headers.get(header)?.split(" ").filter(Boolean) ?? [];
  const copy = {
    ...page,
    html,
    composedAt, // by which its clocks go on
    paths: [page.address, pathname + search, ...named("Copy-As")],
    at: answer.headers.get("Copy-At"),
    policy: answer.headers.get("Content-Security-Policy"),
  };
  const found = [(await put(whose, "copies", page.address, copy)) ? page.address : null];
  if (page.of) return found;
  for (const address of named("Copy-With")) found.push(...await copied(whose, { ...page, address, of: page.address }));
  return found;
}

// Those that are not too old, with the moment at which they were last known to be true. The others go.
export async function kept() {
  const whose = await owner();
  const oldest = Date.now() - (whose?.hours ?? 0) * HOUR;
  const found = [];
  for (const copy of await all("copies")) {
    const heardAt = Math.max(copy.madeAt, whose.heardAt ?? 0);
    if (heardAt > oldest) found.push({ ...copy, heardAt });
    else await removed("copies", copy.address);
  }
  const place = ({ address, of }) => whose.pages.indexOf(of ?? address);
  return found.sort((one, other) => place(one) - place(other));
}
