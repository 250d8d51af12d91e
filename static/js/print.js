// What every printed sheet carries in its margin: the page's words, when and for whom it was composed, and its marking
// in the reader's language. A style attribute would do it without a script, but the content security policy forbids it.

const root = document.documentElement;

function letter() {
  const edition = document.body.dataset.edition.trim() || document.title;
  const composed = document.getElementById("composed")?.textContent.trim() ?? "";
  const marking = document.querySelector(".marking-strip b")?.textContent.trim();
  root.style.setProperty("--edition", JSON.stringify(edition));
  if (composed) root.style.setProperty("--composed", JSON.stringify(`${composed} \u2002`));
  if (marking) root.style.setProperty("--marking", JSON.stringify(marking.toUpperCase()));
}

letter();
window.addEventListener("beforeprint", letter);
