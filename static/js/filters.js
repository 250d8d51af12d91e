// A filter that says nothing is not sent, so that the address of a list says only what was asked.

const silenced = [];

document.addEventListener("submit", (event) => {
  if (!event.target.matches("form.filters")) return;
  for (const field of event.target.elements) {
    if (field.name && field.value === "" && !field.disabled) {
      field.disabled = true;
      silenced.push(field);
    }
  }
});

window.addEventListener("pageshow", () => {
  for (const field of silenced.splice(0)) field.disabled = false;
});
