// Make an element as a newer copy of it is, touching only what differs: what is the same keeps focus, selection and
// place. An editor, and an input in use, is never replaced. Answers what is new (`fresh`), whether something went (`gone`),
// the editors that were left alone with their newer copies (`edited`), and those that have none any more (`orphaned`).

// What one was about to agree to as it stood on the screen: if it is another by then, the server says so.
const AGREED = "input[name=predecessor], #issuing input[name=seen], input[name=address]";
// What the page itself says of an element, such as that it is held by its handle.
const OWN = new Set(`open data-new data-present data-stale data-hurry data-held data-drop tabindex aria-expanded
  aria-pressed`.split(/\s+/));

export function morph(old, now, found = { fresh: new Set(), edited: [], orphaned: [] }) {
  if (old.isEqualNode(now)) return found;
  if (old.nodeType === Node.TEXT_NODE || old.nodeType === Node.COMMENT_NODE) {
    if (old.data !== now.data) {
      old.data = now.data;
      if (now.data.trim() && !old.parentElement?.matches("[data-clock], [data-until]")) found.fresh.add(old.parentElement);
    }
    return found;
  }
  if (old.id === "present") return found; // who is here is asked for by itself
  if (old.matches("[data-editor]")) {
    found.edited.push([old, now]);
    return found;
  }
  attributes(old, now);
  if (!isInUse(old)) children(old, now, found);
  return found;
}

function attributes(old, now) {
  const keep = isToken(old) || isInUse(old) || old.matches(AGREED) ? ["value", "checked", "selected"] : [];
  for (const { name } of [...old.attributes]) {
    if (!now.hasAttribute(name) && !OWN.has(name) && !keep.includes(name)) old.removeAttribute(name);
  }
  for (const { name, value } of now.attributes) {
    if (!OWN.has(name) && !keep.includes(name) && old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
}

function children(old, now, found) {
  const left = new Map([...now.childNodes].filter(key).map((child) => [key(child), []]));
  for (const child of old.childNodes) left.get(key(child))?.push(child);
  let place = old.firstChild;
  for (const child of [...now.childNodes]) {
    const same = left.get(key(child)) ?? [];
    let match = same.find((one) => one.isEqualNode(child)) ?? same[0];
    if (!key(child)) {
      match = place;
      while (match && (key(match) || !isAlike(match, child))) match = match.nextSibling;
    }
    if (match && isAlike(match, child)) {
      if (same.length) same.splice(same.indexOf(match), 1);
      // What stands between and is not wanted any more goes; what is wanted later is moved when its turn comes.
      while (place && place !== match && !wanted(place, left)) place = drop(place, found);
      if (place === match) place = place.nextSibling;
      else place = bringUp(match, place, found);
      morph(match, child, found);
    } else {
      const added = document.importNode(child, true);
      old.insertBefore(added, place);
      if (added.nodeType === Node.ELEMENT_NODE) found.fresh.add(added);
      else if (added.data?.trim()) found.fresh.add(old);
    }
  }
  while (place) place = drop(place, found);
}

// What has the focus stays where it is, and what stands before it goes behind.
function bringUp(match, place, found) {
  const holdsFocus = match.contains(document.activeElement);
  const behind = match.nextSibling;
  found.gone = true;
  if (!holdsFocus) match.parentNode.insertBefore(match, place);
  for (let next; holdsFocus && place !== match; place = next) {
    next = place.nextSibling;
    match.parentNode.insertBefore(place, behind);
  }
  return holdsFocus ? match.nextSibling : place;
}

function drop(node, found) {
  const next = node.nextSibling;
  const isElement = node.nodeType === Node.ELEMENT_NODE;
  const isHurried = (isElement ? node : node.parentElement).closest("[data-hurry]");
  if (isElement && node.matches(`[data-offer]${isHurried ? "" : ", [data-not-moved], [data-told]"}`)) return next;
  if (isElement && !isHurried && isWritten(node)) return next;
  const editor = isElement && (node.matches("[data-editor]") ? node : node.querySelector("[data-editor]"));
  if (editor && !isHurried) {
    found.orphaned.push(editor);
    return next;
  }
  node.remove();
  if (isElement || node.data?.trim()) found.gone = true;
  return next;
}

function wanted(node, left) {
  return left.get(key(node))?.includes(node) ?? false;
}

function isAlike(old, now) {
  return old.nodeType === now.nodeType && (old.nodeName === now.nodeName || old.nodeType !== Node.ELEMENT_NODE
    || Boolean(old.id && old.id === now.id && old.matches("[data-editor]")));
}

// Rows of lists and tables are known by where their first link leads; two may lead to one place.
function key(node) {
  if (node.nodeType !== Node.ELEMENT_NODE) return "";
  if (node.id) return `#${node.id}`;
  if ("told" in node.dataset) return "told"; // what was done is said once: the copy does not say it again
  if (node.dataset.record) return node.dataset.record;
  if (!node.matches("li, tr, article")) return "";
  const link = node.querySelector("a[href]");
  return link ? `${node.nodeName} ${link.getAttribute("href")}` : "";
}

function isInUse(node) {
  if (!node.matches("input, select, textarea")) return false;
  if (node === document.activeElement) return true;
  if (node.type === "checkbox" || node.type === "radio") return node.checked !== node.defaultChecked;
  if (node.options) return [...node.options].some((option) => option.selected !== option.defaultSelected);
  return node.type !== "hidden" && node.value !== node.defaultValue;
}

// The form of a whole page that is gone from the copy: what was written in it is sent, or taken along, by who wrote it.
function isWritten(node) {
  const form = node.matches("form.form") ? node : node.querySelector("form.form");
  return Boolean(form?.matches(":not([data-editor])") && [...form.elements].some(isInUse));
}

function isToken(node) {
  return node.matches("input[name=csrfmiddlewaretoken]");
}
