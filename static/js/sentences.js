// The one sentence at each editor that says whether its words are stored: "Saved 10:42", "Saving…", "Not saved: kept on
// this device 10:42". What was typed last decides. Trouble, and what ends it, is also said to who does not see it.

import { tell } from "./aloud.js";
import { conferenceTime } from "./clock.js";

const states = new WeakMap();

export function stateOf(editor) {
  if (!states.has(editor)) {
    const phase = editor.querySelector("[data-conflict]") ? "asked" : "stored";
    const words = editor.querySelector("[data-saved]")?.textContent.trim() ?? "";
    states.set(editor, { phase, words, reason: "", keptAt: null });
  }
  return states.get(editor);
}

// phase: "stored" and "asked" have the words of the server, "typing", "saving", "trouble"; what is not named stays.
export function put(editor, change) {
  const state = stateOf(editor);
  const before = [state.phase, state.reason].join();
  Object.assign(state, change);
  const line = editor.querySelector("[data-saved]");
  if (!line) return;
  const words = { typing: line.dataset.typing, saving: line.dataset.saving, trouble: troubleOf(state, line.dataset) };
  const said = words[state.phase] ?? state.words;
  if (line.textContent !== said) line.textContent = said;
  line.toggleAttribute("data-not-saved", ["trouble", "asked"].includes(state.phase));
  if (state.phase === "trouble" && ["signedOut", "stranger"].includes(state.reason)) line.append(" ", signIn(line));
  const isNews = [state.phase, state.reason].join() !== before;
  if (isNews && ["trouble", "asked"].includes(state.phase)) tell(line.textContent);
  if (isNews && state.phase === "stored" && before.startsWith("trouble")) tell(line.textContent);
}

function troubleOf({ keptAt, reason }, said) {
  const kept = keptAt ? said.kept.replace("{at}", keptAt) : said.unkept;
  return [kept, said[reason] ?? reason].filter(Boolean).join(" ");
}

function signIn(line) {
  const link = document.createElement("a");
  link.href = line.dataset.login;
  link.target = "_blank";
  link.textContent = line.dataset.signIn;
  return link;
}

// When it was kept, at the conference: the hour, and the day where it is another.
export function hour(moment) {
  const [at, now] = [new Date(moment), conferenceTime()];
  if (Number.isNaN(at.valueOf())) return "";
  const words = (parts) => at.toLocaleString(document.documentElement.lang, { timeZone: now.zone, ...parts });
  const isToday = words({ dateStyle: "short" })
    === now.at.toLocaleString(document.documentElement.lang, { timeZone: now.zone, dateStyle: "short" });
  const time = words({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  return isToday ? time : `${words({ day: "numeric", month: "short" })} ${time}`;
}
