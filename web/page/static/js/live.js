// Live news: the server tells which topics changed, never what is in them. An element with data-live="ticket" (topics
// with spaces between; "ticket:<id>" is one of them) and an id is fetched anew with the rest of its page and put in its place, if nobody is working in
// it and its top is in sight; otherwise a button says that there is something new. role="status" is said politely.

import { say } from "./toast.js";

// What the server sent of each element, before any script touched it: only that tells whether something changed.
const served = new Map([...document.querySelectorAll("[data-live][id]")].map((el) => [el.id, el.outerHTML]));

const words = () => document.getElementById("words")?.dataset ?? {};

export function live() {
  const from = document.body.dataset.liveFrom;
  if (!from || !window.EventSource) return;
  const sign = document.querySelector(".me > .live");
  let lost = 0, told = false, alarm = 0;

  const source = new EventSource(from);
  source.addEventListener("open", () => {
    clearTimeout(alarm);
    if (lost) {
      mark(sign, true);
      document.querySelector("[data-lost-bar]")?.remove();
      document.dispatchEvent(new CustomEvent("lethe:up"));
    }
    refresh(null); // what changed before the stream stood was told to nobody
    lost = 0;
    told = false;
  });
  source.addEventListener("error", () => {
    if (!lost) lost = Date.now();
    // A short break is not worth a word; one that lasts is told once.
    clearTimeout(alarm);
    alarm = setTimeout(() => {
      mark(sign, false);
      if (!told) alert(new Date(lost));
      told = true;
    }, 4000);
  });
  source.addEventListener("changed", (event) => {
    const { topic, id } = JSON.parse(event.data);
    document.dispatchEvent(new CustomEvent("lethe:changed", { detail: { topic, id } }));
    refresh(topic === "*" ? null : new Set([topic, `${topic}:${id}`]));
  });
}

function mark(sign, up) {
  if (!sign) return;
  sign.classList.toggle("lost", !up);
  sign.textContent = up ? sign.dataset.up : sign.dataset.lost;
}

// alert is the one thing that interrupts: the connection is lost.
function alert(since) {
  const bar = document.createElement("div");
  bar.className = "bar fault";
  bar.setAttribute("role", "alert");
  bar.dataset.lostBar = "";
  const p = document.createElement("p");
  p.textContent = (words().lost ?? "").replace("%s", since.toTimeString().slice(0, 5));
  bar.append(p);
  document.getElementById("main")?.prepend(bar);
}

let pending = 0;
const wanted = new Set();

function refresh(topics) {
  for (const el of document.querySelectorAll("[data-live][id]")) {
    if (!topics || el.dataset.live.split(" ").some((t) => topics.has(t))) wanted.add(el.id);
  }
  if (!wanted.size || pending) return;
  pending = setTimeout(fetchPage, 300); // many changes at once are one look
}

async function fetchPage() {
  const ids = [...wanted];
  wanted.clear();
  try {
    const answer = await fetch(document.querySelector("[data-live][data-from]")?.dataset.from ?? location.href, { headers: { Accept: "text/html" } });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const id of ids) renew(document.getElementById(id), fresh.getElementById(id));
  } catch {
    // The connection is gone; the source says so by itself.
  } finally {
    pending = 0;
    if (wanted.size) refresh(new Set());
  }
}

function renew(old, now) {
  const html = now?.outerHTML;
  if (!old || !now || served.get(old.id) === html) return;
  if (busy(old)) { offer(old); return; }
  served.set(old.id, html);
  unfold(old, now);
  const at = old.querySelector(".at .subject a")?.getAttribute("href");
  const focus = old.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  const known = new Set([...old.querySelectorAll("[data-id]")].map((el) => el.dataset.id));
  old.replaceWith(now);
  if (now.dataset.changed) say(now.dataset.changed);
  for (const el of now.querySelectorAll("[data-id]")) if (!known.has(el.dataset.id)) el.classList.add("fresh");
  const link = (href) => href && [...now.querySelectorAll("a")].find((a) => a.getAttribute("href") === href);
  link(at)?.closest("tr")?.classList.add("at");
  link(focus)?.focus({ preventScroll: true });
  document.dispatchEvent(new CustomEvent("lethe:renewed", { detail: { id: now.id } }));
}

// unfold opens in the new element what the reader had opened in the old one.
function unfold(old, now) {
  for (const part of old.querySelectorAll("[id]")) {
    const same = now.querySelector(`#${CSS.escape(part.id)}`);
    const folds = same?.querySelectorAll("details");
    [...part.querySelectorAll("details")].forEach((fold, i) => { if (fold.open && folds?.[i]) folds[i].open = true; });
  }
}

// busy says whether replacing an element would take something away from the reader.
function busy(el) {
  const at = document.activeElement;
  return el.matches("[data-quiet]") || dirty(el) || (el.contains(at) && at.matches("input, textarea, select")) || el.querySelector("input:checked") !== null ||
    (getSelection()?.toString() !== "" && el.contains(getSelection().anchorNode)) || el.getBoundingClientRect().top < -200;
}

// dirty says whether something was chosen or typed in an element that is not sent yet.
function dirty(el) {
  return [...el.querySelectorAll("select")].some((select) => [...select.options].some((o) => o.defaultSelected) && !select.selectedOptions[0]?.defaultSelected) ||
    [...el.querySelectorAll("input:not([type=hidden],[type=checkbox],[type=radio]), textarea")].some((field) => field.value !== field.defaultValue);
}

function offer(el) {
  if (document.querySelector("[data-offer]")) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn news";
  button.dataset.offer = "";
  button.textContent = el.dataset.news ?? words().news ?? "";
  button.addEventListener("click", () => { if (el.dataset.from) location.assign(el.dataset.from); else location.reload(); });
  document.getElementById("toasts")?.append(button);
}

// failed tells that something could not be saved; modules of pages use it.
export const failed = () => say(words().failed ?? "");
