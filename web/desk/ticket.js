// A ticket: its neighbours in the list that led here, the preview without leaving the page, and r, n and Ctrl ⇧ N to the
// right field.

const form = document.querySelector("form.write");
const areaOf = (kind) => form?.querySelector(`textarea[name=${kind}]`);
const turn = (kind) => {
  const radio = form?.querySelector(`input[name=kind][value=${kind}]`);
  if (!radio) return;
  radio.checked = true;
  areaOf(kind).focus();
};

form?.addEventListener("change", (event) => {
  if (event.target.name === "kind") areaOf(event.target.value)?.focus();
});
document.addEventListener("click", (event) => {
  if (!event.target.closest('a[href="#reply"]')) return;
  event.preventDefault();
  turn("reply");
  form.scrollIntoView({ block: "nearest" });
});
form?.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey && event.shiftKey && event.key.toLowerCase() === "n")) return;
  event.preventDefault();
  turn(form.elements.kind.value === "note" ? "reply" : "note");
});

// The preview is the same page's, taken out of it.
form?.addEventListener("submit", async (event) => {
  if (!event.submitter?.matches("[data-preview]")) return;
  event.preventDefault();
  event.stopPropagation();
  const box = form.querySelector("#preview");
  if (!box.hidden && box.dataset.of === areaOf(form.elements.kind.value).value) { box.hidden = true; return; }
  const data = new FormData(form, event.submitter);
  data.delete("files");
  try {
    const answer = await fetch(form.action, { method: "POST", body: data, headers: { Accept: "text/html" } });
    if (!answer.ok) throw new Error(answer.status);
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("preview");
    box.replaceChildren(...fresh.childNodes);
    box.hidden = false;
    box.dataset.of = areaOf(form.elements.kind.value).value;
  } catch {
    delete form.dataset.sent;
    form.requestSubmit(event.submitter); // a signed-out reader sees why
  }
}, true);

// The list that led here is kept in the tab as ids.
const number = location.pathname.split("/")[2];
function neighbours() {
  let list;
  try { list = JSON.parse(sessionStorage.getItem("lethe:list")); } catch { return; }
  const at = list?.ids.indexOf(number) ?? -1;
  const join = document.querySelector("[data-neighbours]");
  const place = document.querySelector("[data-place]");
  if (at < 0 || !join || !place) return;
  for (const [rel, to] of [["prev", at - 1], ["next", at + 1]]) {
    const link = join.querySelector(`[rel=${rel}]`);
    if (list.ids[to]) link.href = `/ticket/${list.ids[to]}`;
    else link.setAttribute("aria-disabled", "true");
  }
  join.hidden = false;
  const back = document.createElement("a");
  back.href = list.href;
  back.dataset.key = "u";
  back.textContent = list.name;
  place.replaceChildren(place.dataset.place.replace("{at}", list.before + at + 1).replace("{of}", list.total) + " ", back);
  place.hidden = false;
}
neighbours();
document.addEventListener("lethe:renewed", neighbours);
