// The cursor of a list: j and k move it, o and Enter open the row, x ticks it, X ticks from the last one to here.
// The cursor (.at) is another thing than the focus; its row's link takes the focus, so that a screen reader says it.
// a, s, p, l, e and # work on the ticked rows, or tick the row of the cursor first. The order of the rows is kept in the
// tab, as ids alone, so that a ticket knows its neighbours.

import { press } from "./keys.js";

const rows = () => [...document.querySelectorAll("table.list tr.t")].filter((row) => row.querySelector(".subject a"));

export function list() {
  if (!document.querySelector("table.list, #rows")) return;
  const single = document.body.dataset.keys !== "off";
  let last = -1;

  const go = (to) => {
    const all = rows();
    const row = all[Math.max(0, Math.min(all.length - 1, to))];
    if (!row) return;
    for (const other of all) other.classList.toggle("at", other === row);
    row.querySelector(".subject a").focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  };
  const at = () => rows().findIndex((row) => row.classList.contains("at"));
  const tick = (row, on) => {
    const box = row?.querySelector("input[type=checkbox]");
    if (!box || box.checked === on) return;
    box.click();
  };

  const moves = {
    j: () => go(at() + 1),
    k: () => go(Math.max(0, at() - 1)),
    o: () => rows()[at()]?.querySelector(".subject a").click(),
    x: () => { const i = at(); const row = rows()[i]; tick(row, !row?.querySelector("input")?.checked); last = i; },
    X: () => { const i = at(); const [a, b] = last < 0 ? [i, i] : [Math.min(i, last), Math.max(i, last)]; for (const row of rows().slice(a, b + 1)) tick(row, true); last = i; },
  };
  const act = (key) => {
    const row = rows()[at()];
    if (!document.querySelector("table.list tbody input:checked")) tick(row, true);
    const control = document.querySelector(`.bulk [data-key="${CSS.escape(key)}"]`);
    if (!control || control.closest(".bulk").hidden) return false;
    press(control);
    return true;
  };
  document.addEventListener("keydown", (event) => {
    if (!single || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || document.querySelector("dialog[open]")) return;
    if (document.activeElement?.matches("input:not([type=checkbox]), textarea, select")) return;
    if (!moves[event.key]) {
      if ("asple#".includes(event.key) && event.key.length === 1 && act(event.key)) event.preventDefault();
      return;
    }
    event.preventDefault();
    moves[event.key]();
  });

  // The box in the head ticks every row; the bar under the list shows while something is ticked.
  const count = () => {
    const n = document.querySelectorAll("table.list tbody input:checked").length;
    for (const bar of document.querySelectorAll(".bulk")) {
      bar.hidden = n === 0;
      const words = bar.querySelector("[data-count]");
      if (words) words.textContent = n;
    }
  };
  document.addEventListener("change", (event) => {
    if (!event.target.matches("table.list input[type=checkbox]")) return;
    if (event.target.closest("thead")) for (const row of rows()) tick(row, event.target.checked);
    count();
  });
  count();
  document.addEventListener("lethe:renewed", count);
  const keep = () => {
    const table = document.querySelector("table.list[data-list]");
    if (!table) return;
    sessionStorage.setItem("lethe:list", JSON.stringify({ name: table.dataset.list, href: location.pathname + location.search, before: Number(table.dataset.before), total: table.dataset.total, ids: rows().map((row) => row.dataset.id) }));
  };
  addEventListener("pagehide", keep);
}
