// What has a handle ([data-handle]) is put elsewhere: dragged with mouse or finger; or taken up with Enter or a tap, carried
// with the arrows, dropped with Enter or a tap, left with Escape. Where it may stand, and what is done, is known to each way
// of it (ordering.js, assigning.js). Until it is dropped only marks show where it would stand: nothing else moves.

const EDGE = 90;
const ways = [];
let held = null; // what a way took up, with its .way and .handle; .x and .y where by a pointer
let justDragged = false;
let pointer = ""; // the last one: mouse, touch, pen

// handles: a selector. take(handle) answers what is held; aim(held) and step(held, key) choose where it would stand,
// show(held) marks that; carriedBy(held), optional, answers what a bar says to who took it up by a tap: .words, .leave;
// drop(held), leave(held); tell(name, held) says it to who does not see it; pick(held, element)
// answers whether it may be dropped there by a tap.
export function carries(way) {
  ways.push(way);
}

document.addEventListener("pointerdown", (event) => {
  const handle = event.target.closest("[data-handle]");
  justDragged = false;
  pointer = event.pointerType;
  if (!handle || event.button !== 0 || held) return;
  handle.setPointerCapture(event.pointerId);
  held = { ...takenBy(handle), x: event.clientX, y: event.clientY, isDragged: false };
});

document.addEventListener("pointermove", (event) => {
  if (held?.y === undefined) return;
  if (!held.isDragged && Math.hypot(event.clientX - held.x, event.clientY - held.y) < 5) return;
  if (!held.isDragged) requestAnimationFrame(scroll);
  Object.assign(held, { x: event.clientX, y: event.clientY, isDragged: true });
  aim();
});

document.addEventListener("pointerup", () => {
  if (held?.y === undefined) return;
  justDragged = held.isDragged;
  if (held.isDragged) drop();
  else held = null;
});

document.addEventListener("pointercancel", letGo);

document.addEventListener("click", (event) => {
  const handle = event.target.closest("[data-handle]");
  if (handle && !justDragged) takeUp(handle, event.detail > 0 && pointer !== "mouse");
  else if (held && !handle) settle(event);
  justDragged = false;
});

document.addEventListener("keydown", (event) => {
  if (!held) return;
  if (held.y === undefined && held.way.step(held, event.key)) {
    event.preventDefault();
    show();
    document.querySelector("[data-drop]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
    held.way.tell("at", held);
  } else if (event.key === "Escape" || event.key === "Tab") {
    giveUp();
  }
});

function takenBy(handle) {
  const way = ways.find((one) => handle.matches(one.handles));
  return { ...way.take(handle), way, handle };
}

// byFinger: not by a key, nor by a mouse.
function takeUp(handle, byFinger) {
  if (held?.handle === handle) return drop();
  if (held) giveUp();
  held = { ...takenBy(handle), byFinger };
  if (byFinger && held.way.carriedBy) document.body.append(barOf(held.way.carriedBy(held)));
  handle.setAttribute("aria-pressed", "true");
  show();
  held.way.tell("taken", held);
}

function settle(event) {
  if (!held.way.pick?.(held, event.target)) return giveUp();
  event.preventDefault();
  drop();
}

function drop() {
  const was = letGo();
  if (was.handle.isConnected) was.way.drop(was);
}

function giveUp() {
  const was = letGo();
  was.way.leave(was);
}

// A tap on its button is, as one beside every place, no place: it is left.
function barOf({ words, leave }) {
  const bar = document.createElement("section");
  const button = document.createElement("button");
  bar.className = "carrying";
  bar.setAttribute("aria-label", words);
  Object.assign(button, { type: "button", textContent: leave });
  bar.append(words, button);
  return bar;
}

function letGo() {
  const was = held;
  document.querySelector(".carrying")?.remove();
  held?.handle.removeAttribute("aria-pressed");
  held = null;
  clear();
  return was;
}

function aim() {
  held.way.aim(held);
  show();
}

function show() {
  clear();
  held.way.show(held);
}

function clear() {
  for (const element of document.querySelectorAll("[data-held], [data-drop]")) {
    delete element.dataset.held;
    delete element.dataset.drop;
  }
}

// Near an edge of the window, or of the table that scrolls by itself, the page goes on under what is dragged.
function scroll() {
  if (!held?.isDragged) return;
  const frame = held.handle.closest(".scroll");
  const { top, bottom } = frame?.getBoundingClientRect() ?? { top: 0, bottom: innerHeight };
  const beyond = Math.min(held.y - top - EDGE, 0) || Math.max(held.y - bottom + EDGE, 0);
  if (beyond) {
    (frame ?? window).scrollBy(0, beyond / 6);
    aim();
  }
  requestAnimationFrame(scroll);
}
