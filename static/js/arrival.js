// After a button that posts and comes back: what was done is said, shown beside the part that it was done in, and the
// focus goes on from there: to what undoes it, to the same button (a point is moved up twice), to what waits next, else
// to a heading. What the page is told of it by the stream is no news. What was refused is shown where the reason stands.

import { own } from "./news.js";

const ACTED = "acted";
const message = document.querySelector("#main > .notice[role=status]");

document.addEventListener("submit", (event) => {
  if (event.target.matches("[method=post]")) sessionStorage.setItem(ACTED, pathOf(event.target));
});

const acted = sessionStorage.getItem(ACTED);
sessionStorage.removeItem(ACTED);
if (acted) own();
if (message && acted) {
  const part = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  // Else the browser, which goes to a fragment once all is loaded, takes the focus away again.
  history.replaceState(history.state, "", location.pathname + location.search);
  arrive(part);
}
const reason = "still" in document.body.dataset && document.querySelector("#main form .errorlist");
if (reason) point(reason);

// The reason may stand below what is asked, or below a field that is written in first.
function point(reason) {
  const field = reason.matches(".nonfield") ? null : reason.parentElement.querySelector("[aria-invalid=true]");
  const next = field?.matches("fieldset") ? field.querySelector("input") : field ?? reason;
  if (next === reason) next.tabIndex = -1;
  next.focus({ preventScroll: true });
  reason.scrollIntoView({ block: "center" });
}

function arrive(part) {
  message.removeAttribute("role");
  message.classList.add("said");
  place(part);
  const next = message.querySelector("button") ?? nextIn(part);
  if (!next.matches("a[href], button")) next.tabIndex = -1;
  next.focus({ preventScroll: true });
  (part ?? next).scrollIntoView({ block: "nearest" });
  message.scrollIntoView({ block: "nearest" });
  // A region speaks of what changes in it after the page has been read.
  setTimeout(() => { document.getElementById("said").textContent = message.textContent; }, 200);
}

// A list holds items alone, and a table rows.
function place(part) {
  if (part?.matches("li")) part.append(message);
  else if (part?.matches("tr")) (part.closest(".scroll, .sideways") ?? part.closest("table")).before(message);
  else part?.before(message);
}

function nextIn(part) {
  const again = [...document.querySelectorAll("form[method=post]")]
    .find((form) => pathOf(form) === acted)?.querySelector("button");
  const button = part?.querySelector(part.matches("[data-field]") ? ".acts button" : "[data-key=a]");
  const heading = (among) => among?.querySelector("h1, h2, h3");
  return again ?? button ?? heading(part) ?? heading(part?.nextElementSibling) ?? heading(document) ?? message;
}

// Not form.action: a proposal has a field of that name.
function pathOf(form) {
  return new URL(form.getAttribute("action") ?? "", location.href).pathname;
}
