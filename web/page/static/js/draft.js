// Drafts: a form with data-draft keeps what is being written. With an address there it is posted a second after the last
// key, as kind and text; what cannot be posted is kept in this tab and posted when the connection is back. What is sent
// is kept in the tab too until a page says that it was taken: a session that ended meanwhile takes no words with it.
// Nothing is put in the browser's lasting storage.

import { say } from "./toast.js";

const markOf = (form, field) => `lethe:${form.dataset.draft}:${field}`;
const clock = () => new Date().toTimeString().slice(0, 5);

export function drafts() {
  for (const form of document.querySelectorAll("form[data-draft]")) keep(form);
}

function keep(form) {
  const state = form.querySelector("[data-draft-state]");
  const url = form.dataset.draft;
  const waiting = new Map();
  let timer = 0, dirty = false;
  const taken = document.querySelector("[data-toast]:not([role=alert])") !== null;

  const tell = (pattern) => { if (state && pattern) state.textContent = pattern.replace("%s", clock()); };

  async function send() {
    for (const [field, text] of [...waiting]) {
      const mark = markOf(form, field);
      try {
        if (!url) throw new Error("kept here");
        const answer = await fetch(url, { method: "POST", body: new URLSearchParams({ kind: field, text }), redirect: "error" });
        if (!answer.ok) throw new Error(answer.status);
        if (waiting.get(field) === text) waiting.delete(field);
        sessionStorage.removeItem(mark);
        dirty = waiting.size > 0;
        tell(form.dataset.saved);
      } catch {
        sessionStorage.setItem(mark, text);
        tell(form.dataset.local);
      }
    }
  }

  form.addEventListener("input", (event) => {
    if (!event.target.matches("textarea")) return;
    dirty = true;
    waiting.set(event.target.name, event.target.value);
    clearTimeout(timer);
    timer = setTimeout(send, 1000);
  });
  addEventListener("online", send);
  document.addEventListener("lethe:up", send);
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    clearTimeout(timer);
    dirty = false;
    for (const area of form.querySelectorAll("textarea")) {
      sessionStorage.removeItem(markOf(form, area.name));
      if (area.value) sessionStorage.setItem(markOf(form, area.name) + ":sent", area.value);
    }
  });
  // Leaving before the second is over: the words go along, and stay in the tab until a page shows that they arrived.
  addEventListener("pagehide", () => {
    if (!dirty) return;
    for (const [field, text] of waiting) {
      sessionStorage.setItem(markOf(form, field), text);
      if (url) navigator.sendBeacon(url, new URLSearchParams({ kind: field, text }));
    }
  });

  // What the tab still holds from before is newer than what the server sent.
  for (const area of form.querySelectorAll("textarea")) {
    const sent = sessionStorage.getItem(markOf(form, area.name) + ":sent");
    sessionStorage.removeItem(markOf(form, area.name) + ":sent");
    const held = sessionStorage.getItem(markOf(form, area.name)) ?? (taken ? null : sent);
    if (held === null) continue;
    const shown = held === area.value;
    if (shown) sessionStorage.removeItem(markOf(form, area.name));
    if (shown ? held !== sent : form.closest("[data-fresh]")) continue;
    area.value = held; // of what was sent and came back, the server has no draft any more
    dirty = true;
    waiting.set(area.name, held);
    timer = setTimeout(send, 1000);
  }

  // The names of chosen files, and that something was promised but not attached.
  const files = form.querySelector("input[type=file]");
  const chosen = form.querySelector("[data-chosen]");
  files?.addEventListener("change", () => {
    if (!chosen) return;
    chosen.replaceChildren(...[...files.files].map((file) => {
      const span = document.createElement("span");
      span.className = "chip";
      span.textContent = file.name;
      return span;
    }));
    chosen.hidden = files.files.length === 0;
  });
  const promise = form.dataset.promised;
  form.addEventListener("submit", (event) => {
    const text = form.querySelector("textarea[name=reply]")?.value ?? "";
    const fresh = text.split("\n").filter((line) => !line.startsWith(">")).join("\n");
    if (!promise || form.dataset.warned || event.submitter?.value === "note" || event.submitter?.value === "preview" || files?.files.length) return;
    if (!/\b(bifog\w*|attach\w*)\b/i.test(fresh)) return;
    event.preventDefault();
    form.dataset.warned = "yes";
    say(promise);
  }, true);
}
