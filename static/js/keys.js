// Single keys: j and k walk a list, e edits, / goes to, ? shows the sheet, and a page's own by data-key. None while
// typing, none where the member has switched them off (data-keys="off" on the body).

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (document.body.dataset.keys === "off" || isTyping(event.target) || document.querySelector("dialog[open]")) return;
  if (act(event.key)) event.preventDefault();
});

function isTyping(target) {
  return target.isContentEditable || target.matches("textarea, select, input:not([type=checkbox], [type=radio])");
}

function act(key) {
  if (key === "j") return walk(1);
  if (key === "k") return walk(-1);
  if (key === "e") return edit();
  if (key === "/") return document.dispatchEvent(new Event("go-to"));
  if (key === "?") return showSheet();
  return use(key);
}

// The focus itself moves from row to row, so that Enter needs no help and a screen reader reads the row.
function walk(step) {
  const rows = [...document.querySelectorAll("[data-list] :is(tbody > tr, li)")];
  const links = rows.map((row) => row.querySelector("a[href]")).filter(Boolean);
  if (!links.length) return false;
  const row = document.activeElement.closest("tr, li");
  const here = links.findIndex((link) => row?.contains(link));
  const next = here < 0 ? (step > 0 ? 0 : links.length - 1) : here + step;
  links[Math.min(Math.max(next, 0), links.length - 1)].focus();
  return true;
}

function edit() {
  const field = document.activeElement.closest("[data-field]") ?? document.querySelector("[data-field]:hover");
  const link = field?.querySelector("[data-edit]");
  link?.click();
  return Boolean(link);
}

function showSheet() {
  const sheet = document.getElementById("keys");
  sheet?.showModal();
  return Boolean(sheet);
}

function use(key) {
  const element = [...document.querySelectorAll("[data-key]")].find((candidate) => candidate.dataset.key === key);
  if (!element) return false;
  if (element.matches("a[href]")) element.click();
  else element.focus();
  return true;
}
