// The form to support. With script a refused form keeps its chosen files, which no server can put back, and whatever goes
// wrong on the way is said above the form with every word still in it. Without script the form is sent as any other.

const mark = "lethe:support";
let sending = false;

const form = () => document.querySelector("form[data-support]");

document.addEventListener("submit", (event) => {
  if (event.target !== form()) return;
  event.preventDefault();
  if (!sending) send(event.target);
}, true);

async function send(from) {
  const { maxBytes, large, failed } = from.dataset;
  const size = [...from.elements.files.files].reduce((sum, file) => sum + file.size, 0);
  if (size > Number(maxBytes)) { say(large, "#files"); return; }
  const button = from.querySelector("button[type=submit]");
  sending = true;
  button.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(from.action, { method: "POST", body: new FormData(from), headers: { Accept: "text/html" } });
    if (answer.redirected && answer.ok) { location.assign(answer.url); return; }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (page.querySelector("form[data-support]")) renew(page);
    else say(page.querySelector("main p")?.textContent || failed);
  } catch {
    say(failed);
  }
  sending = false;
  form().querySelector("button[type=submit]").removeAttribute("aria-busy");
}

// renew shows the refused form, with the input that holds the files put back as it is.
function renew(page) {
  const kept = document.getElementById("files"), empty = page.getElementById("files");
  for (const name of ["aria-invalid", "aria-describedby"]) {
    if (empty.hasAttribute(name)) kept.setAttribute(name, empty.getAttribute(name));
    else kept.removeAttribute(name);
  }
  page.getElementById("files-lost").hidden = true;
  const main = document.getElementById("main");
  const fresh = document.importNode(page.getElementById("main"), true);
  fresh.querySelector("#files").replaceWith(kept);
  main.replaceChildren(...fresh.childNodes);
  document.title = page.title;
  const errors = main.querySelector(".errors");
  errors?.focus();
  errors?.scrollIntoView({ block: "nearest" });
}

// say puts one sentence where the summary of errors stands.
function say(text, field) {
  document.querySelector(".errors")?.remove();
  const box = document.createElement("div"), title = document.createElement("h2"), words = document.createElement(field ? "a" : "p");
  box.className = "errors";
  box.tabIndex = -1;
  box.setAttribute("role", "alert");
  box.setAttribute("aria-labelledby", "h-err");
  title.id = "h-err";
  title.textContent = form().dataset.failedTitle;
  words.textContent = text;
  if (field) words.href = field;
  box.append(title, words);
  form().before(box);
  box.focus();
}

// A change of language carries over what was typed. It is held in this tab for the one page load between.
document.addEventListener("click", (event) => {
  if (!form() || !event.target.closest(".letterhead a[hreflang]")) return;
  const typed = [...new FormData(form())].filter(([name, value]) => typeof value === "string" && value && name !== "request");
  if (typed.length) sessionStorage.setItem(mark, JSON.stringify({ typed, files: form().elements.files.files.length }));
});

function restore() {
  const held = sessionStorage.getItem(mark);
  sessionStorage.removeItem(mark);
  if (!held || !form()) return;
  const { typed, files } = JSON.parse(held);
  for (const [name, value] of typed) if (form().elements[name]) form().elements[name].value = value;
  document.getElementById("files-lost").hidden = files === 0;
}
restore();
