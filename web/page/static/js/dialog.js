// Dialogs: a link or button with data-dialog="id" opens <dialog id>; a link still leads to its own page without script.
// Closing gives the focus back to what opened it (the browser does), Escape closes, and so does a press beside it.

export function dialogs() {
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog]");
    if (opener) {
      const dialog = document.getElementById(opener.dataset.dialog);
      if (!dialog?.showModal) return;
      event.preventDefault();
      dialog.showModal();
      return;
    }
    const closer = event.target.closest("[data-close]");
    if (closer) { event.preventDefault(); closer.closest("dialog")?.close(); return; }
    if (event.target instanceof HTMLDialogElement && beside(event)) event.target.close();
  });
}

function beside(event) {
  const box = event.target.getBoundingClientRect();
  return event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom;
}
