// The clocks of the now strip go on from the conference time that the page was made at.

const started = new WeakMap();

function tick() {
  for (const clock of document.querySelectorAll("[data-clock]")) {
    if (started.get(clock)?.from !== clock.dateTime) started.set(clock, { from: clock.dateTime, at: Date.now() });
    const at = new Date(Date.parse(clock.dateTime) + Date.now() - started.get(clock).at);
    if (Number.isNaN(at.valueOf())) continue;
    const parts = [{ hour: "2-digit", minute: "2-digit", hourCycle: "h23" }];
    if ("weekday" in clock.dataset) parts.unshift({ weekday: "short" });
    const { lang } = document.documentElement;
    const words = parts.map((part) => at.toLocaleString(lang, { timeZone: clock.dataset.clock, ...part })).join(" ");
    if (clock.textContent !== words) clock.textContent = words;
  }
}

tick();
setInterval(tick, 5000);
