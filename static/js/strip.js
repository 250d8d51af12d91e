// The now strip is as high as its words need: what stands below it is told how high (--now).

const measured = new ResizeObserver(([{ target }]) => {
  document.documentElement.style.setProperty("--now", `${target.offsetHeight}px`);
});
let strip = null;

function measure() {
  const found = document.getElementById("now");
  if (!found || found === strip) return;
  if (strip) measured.unobserve(strip);
  measured.observe((strip = found));
}

document.addEventListener("htmx:load", measure);
document.addEventListener("settled", measure);
measure();
