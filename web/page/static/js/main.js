// What every page does once script runs. Pages work without any of it.
import { keys } from "./keys.js";
import { live } from "./live.js";
import { toasts } from "./toast.js";
import { drafts } from "./draft.js";
import { dialogs } from "./dialog.js";
import { palette } from "./palette.js";
import { list } from "./list.js";

toasts();
dialogs();
keys();
palette();
list();
drafts();
live();

// The summary of what was wrong takes the focus, so that it is read first.
document.querySelector("[data-focus]")?.focus();

// A form is sent once: a second press while it is on its way does nothing.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method === "dialog") return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "yes";
  event.submitter?.setAttribute("aria-busy", "true");
});
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  for (const busy of document.querySelectorAll(".btn[aria-busy]")) busy.removeAttribute("aria-busy");
});

// A select marked data-send sends its form when it is changed; without script the form has a button, hidden here.
document.documentElement.classList.add("scripted");
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-send]")) event.target.form.requestSubmit();
});
