// Before a form with data-operation is sent, it is stamped: an id of the operation, and the length and digest of its
// text, by which the server knows a body that was cut short. The id belongs to what is sent: the same sent again keeps
// it, so that it counts once; other words get a new one.

const attempts = new WeakMap();
const stamped = new WeakSet();
const STAMPS = ["operation", "length", "digest"];

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-operation]") || stamped.has(form)) return;
  const submitter = event.submitter;
  event.preventDefault();
  event.stopImmediatePropagation();
  await stamp(form, submitter);
  // A form cannot be sent while its submit event is still being told, as it may be here where all promises were kept.
  await new Promise((resolve) => setTimeout(resolve));
  stamped.add(form);
  form.requestSubmit(submitter);
  stamped.delete(form);
}, { capture: true });

// A form that stays on the page after it was served may be sent again with the same words, as another operation.
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.xhr.status >= 200 && event.detail.xhr.status < 300) attempts.delete(event.detail.elt);
});

async function stamp(form, submitter) {
  const texts = [...form.querySelectorAll("textarea")].filter((area) => area.name && !area.disabled);
  const bytes = new TextEncoder().encode(texts.map((area) => area.value.replace(/\r\n?/g, "\n")).join("\0"));
  const content = contentOf(form, submitter);
  const last = attempts.get(form);
  const operation = last?.content === content ? last.operation : newId();
  attempts.set(form, { content, operation });
  fill(form, "operation", operation);
  fill(form, "length", bytes.length);
  fill(form, "digest", await digestOf(bytes));
  // Whoever signed in again in another window has a new token, and must be able to save what stands here.
  const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
  if (token) fill(form, "csrfmiddlewaretoken", token[1]);
}

function contentOf(form, submitter) {
  const entries = [...new FormData(form)].filter(([name]) => !STAMPS.includes(name) && name !== "csrfmiddlewaretoken");
  const said = entries.map(([name, value]) => [name, value instanceof File ? `${value.name} ${value.size}` : value]);
  return JSON.stringify([form.action, submitter?.name, submitter?.value, said]);
}

function fill(form, name, value) {
  let input = form.querySelector(`input[type=hidden][name=${name}]`);
  if (!input) {
    input = document.createElement("input");
    input.type = "hidden";
    input.name = name;
    form.append(input);
  }
  input.value = value;
}

async function digestOf(bytes) {
  if (!crypto.subtle) return "";
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// crypto.randomUUID exists only where the page came over https or from this machine.
function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
