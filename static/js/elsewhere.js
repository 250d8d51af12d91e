// The page that stands without network in the place of one that is not kept: it goes as soon as there is network.

const kept = document.getElementById("kept");
const again = document.getElementById("again");

if (!kept.children.length) document.getElementById("kept-head").textContent = kept.dataset.nothing;
again.href = location.href;
window.addEventListener("online", look);

// A device that says it is online may still reach nobody: only an answer is network.
async function look() {
  if (await fetch("/copies/", { cache: "no-store" }).catch(() => null)) location.reload();
}
