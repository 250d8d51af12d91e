// Says something to who does not see it: once, and politely.

export function tell(words) {
  document.getElementById("said").textContent = words.replace(/\s+/g, " ").trim();
}
