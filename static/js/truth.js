// One calm sentence while what stands on the page may not be true; it covers nothing.

const banner = document.getElementById("truth");
const clock = () => document.querySelector(".now .clock")?.textContent ?? "";
let trueAt = clock();

document.addEventListener("live", ({ detail: { state } }) => {
  if (!banner) return;
  if (state === "true") {
    trueAt = clock();
    banner.hidden = true;
    banner.textContent = "";
    return;
  }
  const words = banner.dataset[state].replace("{at}", trueAt);
  banner.hidden = false;
  banner.dataset.state = state;
  if (banner.firstChild?.data !== words) banner.textContent = words;
  if (state === "out") banner.append(" ", signIn());
});

function signIn() {
  const link = document.createElement("a");
  link.href = `${banner.dataset.address}?next=${encodeURIComponent(location.pathname + location.search)}`;
  link.textContent = banner.dataset.signIn;
  return link;
}
