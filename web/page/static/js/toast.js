// Toasts: what was done, for ten seconds; one stays while it has the focus or the pointer on it. say adds one from script.

const stay = 10000;

function watch(toast) {
  let timer = 0;
  const start = () => { timer = setTimeout(() => toast.remove(), stay); };
  const stop = () => clearTimeout(timer);
  for (const [on, off] of [["pointerenter", "pointerleave"], ["focusin", "focusout"]]) {
    toast.addEventListener(on, stop);
    toast.addEventListener(off, () => { stop(); start(); });
  }
  start();
}

export function say(words) {
  if ([...document.querySelectorAll(".toast")].some((toast) => toast.textContent === words)) return;
  const toast = document.createElement("div");
  toast.className = "toast";
  const span = document.createElement("span");
  span.textContent = words;
  toast.append(span);
  document.getElementById("toasts")?.append(toast);
  watch(toast);
}

export function toasts() {
  for (const toast of document.querySelectorAll("[data-toast]")) watch(toast);
  // What was told once is not told again by a reload.
  const here = new URL(location.href);
  if (here.searchParams.has("said")) {
    here.searchParams.delete("said");
    history.replaceState(history.state, "", here);
  }
}
