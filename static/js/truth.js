// One calm sentence while what stands on the page may not be true; it covers nothing. When nothing was heard for five
// minutes it is calm no more.

const LONG = 5 * 60_000;
const banner = document.getElementById("truth");
const clock = () => document.querySelector(".now .clock")?.textContent ?? "";
let [trueAt, lostAt] = [clock(), null];

document.addEventListener("live", ({ detail: { state } }) => {
  if (!banner) return;
  if (["true", "asks"].includes(state)) lostAt = null;
  else lostAt ??= Date.now();
  if (state !== "true") return show(state);
  trueAt = clock();
  banner.hidden = true;
  banner.textContent = "";
});

if (banner) setInterval(() => { if (lostAt) show(document.body.dataset.live); }, 5_000);

function show(state) {
  const said = ["cut", "behind"].includes(state) && Date.now() - lostAt >= LONG ? "long" : state;
  const words = banner.dataset[said].replace("{at}", trueAt);
  banner.hidden = false;
  banner.dataset.state = said;
  if (banner.firstChild?.data !== words) banner.textContent = words;
  if (state === "out" && !banner.querySelector("a")) banner.append(" ", signIn());
}

function signIn() {
  const link = document.createElement("a");
  link.href = `${banner.dataset.address}?next=${encodeURIComponent(location.pathname + location.search)}`;
  link.textContent = banner.dataset.signIn;
  return link;
}
