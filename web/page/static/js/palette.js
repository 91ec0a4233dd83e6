// The palette (Ctrl K): every command of the page and every view, found by typing. It holds no command of its own: it
// presses what is on the page.

import { press, wordsOf } from "./keys.js";

const plain = (s) => s.toLowerCase().normalize("NFD").replace(/[\u0300\u0301\u0308\u030a]/g, "");

const visible = (el) => el.checkVisibility?.() ?? el.offsetParent !== null;

// sign is what stands before a command: a view's lines, or an arrow for what does something.
function sign(el) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "i");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", el.closest("nav.views") ? "#i-view" : "#i-turn");
  svg.append(use);
  return svg;
}

export function palette() {
  const dialog = document.getElementById("palette");
  if (!dialog?.showModal) return;
  const input = dialog.querySelector("input");
  const box = dialog.querySelector("[role=listbox]");
  const foot = dialog.querySelector(".foot");
  let found = [], at = 0;

  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      if (dialog.open) { dialog.close(); return; }
      input.value = "";
      dialog.showModal();
      show();
    }
  });
  input.addEventListener("input", show);
  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      at = (at + step + found.length) % Math.max(1, found.length);
      point();
    } else if (event.key === "Enter") {
      event.preventDefault();
      run();
    }
  });
  box.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (!option) return;
    at = Number(option.dataset.at);
    run();
  });

  function show() {
    const asked = plain(input.value.trim());
    const seen = new Set();
    found = [...document.querySelectorAll("main [data-key], .me a[data-key], nav.views a, main a[data-command]")]
      .map((el) => ({ el, words: wordsOf(el), key: el.dataset.key }))
      .filter(({ el, words }) => words && visible(el) && !el.closest("dialog") && plain(words).includes(asked) && !seen.has(words) && seen.add(words))
      .slice(0, 12);
    at = 0;
    box.replaceChildren(...found.map(({ el, words, key }, i) => {
      const option = document.createElement("div");
      option.setAttribute("role", "option");
      option.id = `palette-${i}`;
      option.dataset.at = i;
      const span = document.createElement("span");
      span.className = "cut-off";
      span.textContent = words;
      option.append(sign(el), span);
      if (key) {
        const kbd = document.createElement("kbd");
        kbd.className = "key";
        kbd.textContent = el.querySelector(".key")?.textContent ?? key;
        option.append(kbd);
      }
      return option;
    }));
    foot.hidden = found.length > 0;
    foot.textContent = found.length ? "" : foot.dataset.none.replace("%s", input.value.trim());
    point();
  }

  function point() {
    [...box.children].forEach((option, i) => option.setAttribute("aria-selected", String(i === at)));
    input.setAttribute("aria-activedescendant", found.length ? `palette-${at}` : "");
    box.children[at]?.scrollIntoView({ block: "nearest" });
  }

  function run() {
    const asked = input.value.trim();
    dialog.close();
    if (found[at]) { press(found[at].el); return; }
    const search = document.querySelector("form.find");
    if (search && asked) {
      search.querySelector("input[type=search]").value = asked;
      search.requestSubmit();
    }
  }
}
