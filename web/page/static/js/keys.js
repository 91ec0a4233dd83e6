// Keys: an element with data-key="r" is pressed by r, with data-key="g m" by g and then m; data-write="ctrl+enter" works
// while writing in the same form. Single keys are silent while somebody types, and off when the account says so.

const writing = (el) => el.matches("input:not([type=checkbox],[type=radio],[type=button],[type=submit]), textarea, select, [contenteditable]");

export const nameOf = (event) => {
  const key = { Enter: "enter", Escape: "escape", ArrowUp: "up", ArrowDown: "down", " ": "space" }[event.key] ?? event.key;
  const mods = (event.ctrlKey || event.metaKey ? "ctrl+" : "") + (event.altKey ? "alt+" : "");
  if (key.length === 1 && !mods) return key; // a capital says shift by itself
  return mods + (event.shiftKey ? "shift+" : "") + key.toLowerCase();
};

export const press = (el) => {
  if (el.matches("input:not([type=radio],[type=checkbox]), textarea, select")) { el.focus(); el.select?.(); return; }
  el.focus();
  el.click();
};

const visible = (el) => el.checkVisibility?.() ?? el.offsetParent !== null;
const holder = (name) => [...document.querySelectorAll(`[data-key="${CSS.escape(name)}"]`)].find((el) => !el.disabled && visible(el));

export function keys() {
  const single = document.body.dataset.keys !== "off";
  let before = "", clear = 0;

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    const name = nameOf(event);
    const at = document.activeElement ?? document.body;
    if (writing(at)) { whileWriting(event, name, at); return; }
    if (!single || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    const two = before && `${before} ${name}`;
    const el = (two && holder(two)) || holder(name);
    clearTimeout(clear);
    before = name;
    clear = setTimeout(() => { before = ""; }, 1000);
    if (el) {
      before = "";
      event.preventDefault();
      press(el);
    } else if (name === "?") {
      event.preventDefault();
      showTable();
    }
  });
}

function whileWriting(event, name, at) {
  if (name === "escape" && !at.closest("dialog")) { at.blur(); return; }
  const el = at.form?.querySelectorAll(`[data-write="${CSS.escape(name)}"]`);
  const now = [...(el ?? [])].find(visible);
  if (!now) return;
  event.preventDefault();
  now.click();
}

// showTable lists the keys of this page, read from the page itself.
function showTable() {
  const dialog = document.getElementById("keys");
  const table = dialog?.querySelector("[data-keys-table]");
  if (!table) return;
  const body = table.tBodies[0];
  body.replaceChildren();
  const seen = new Set();
  for (const el of document.querySelectorAll("[data-key], [data-write], [data-keyword]")) {
    const key = el.dataset.key ?? el.dataset.write ?? el.dataset.keyword;
    if (seen.has(key)) continue;
    seen.add(key);
    const row = body.insertRow();
    const head = document.createElement("th");
    head.scope = "row";
    for (const part of key.split(" ")) {
      const kbd = document.createElement("kbd");
      kbd.className = "key";
      kbd.textContent = part;
      head.append(kbd, " ");
    }
    row.append(head);
    row.insertCell().textContent = wordsOf(el);
  }
  if (!seen.size) body.insertRow().insertCell().textContent = table.dataset.none;
  dialog.showModal();
}

// wordsOf is what a control says, without the key that is drawn on it and without a count.
export function wordsOf(el) {
  const said = el.getAttribute("aria-label") ?? el.labels?.[0]?.textContent ?? el.dataset.words;
  const shown = el.querySelector(".key")?.textContent;
  if (said) return (shown && said.endsWith(` ${shown}`) ? said.slice(0, -shown.length) : said).trim();
  const copy = el.cloneNode(true);
  for (const part of copy.querySelectorAll(".key, .count, svg, .hide")) part.remove();
  return copy.textContent.trim();
}
