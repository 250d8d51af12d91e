// What every printed sheet carries in its margin: the page's words, and its marking in the reader's language. A style
// attribute would do it without a script, but the content security policy forbids them.

const root = document.documentElement;
const edition = document.body.dataset.edition.trim() || document.title;
const marking = document.querySelector(".marking-strip b")?.textContent.trim();

root.style.setProperty("--edition", JSON.stringify(edition));
if (marking) root.style.setProperty("--marking", JSON.stringify(marking.toUpperCase()));
