// The command bar. Ctrl-K opens it, as does the key / through the event "go-to". Up and Down choose among what was
// found, Enter opens the choice, or searches everything where nothing is chosen.

const bar = document.getElementById("command");

if (bar) {
  const input = bar.querySelector("input");
  const found = bar.querySelector("[role=listbox]");
  const options = () => [...found.querySelectorAll("[role=option]")];
  const chosen = () => found.querySelector("[aria-selected=true]");

  const choose = (option) => {
    for (const other of options()) other.setAttribute("aria-selected", String(other === option));
    if (option) input.setAttribute("aria-activedescendant", option.id);
    else input.removeAttribute("aria-activedescendant");
    option?.scrollIntoView({ block: "nearest" });
  };

  const open = () => {
    if (document.querySelector("dialog[open]")) return;
    bar.showModal();
    input.select();
  };

  document.addEventListener("go-to", open);
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    event.preventDefault();
    open();
  });

  input.addEventListener("keydown", (event) => {
    const all = options();
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      const here = all.indexOf(chosen());
      const next = here < 0 && step < 0 ? all.length - 1 : here + step;
      choose(all[next]);
    } else if (event.key === "Enter" && chosen()) {
      event.preventDefault();
      location.assign(chosen().dataset.href);
    }
  });

  found.addEventListener("htmx:afterSwap", () => {
    choose(null);
    input.setAttribute("aria-expanded", String(options().length > 0));
  });
  found.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) location.assign(option.dataset.href);
  });
  bar.addEventListener("click", (event) => {
    if (event.target === bar) bar.close();
  });
}
