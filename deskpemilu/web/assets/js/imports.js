/* Shows the columns of the chosen kind and offers fitting files. */
(() => {
  "use strict";
  const kind = document.querySelector("[data-import-kind]");
  const file = document.getElementById("berkas");
  if (!kind || !file) return;
  const show = () =>
    document.querySelectorAll("[data-kind-note]").forEach((note) => {
      note.hidden = note.dataset.kindNote !== kind.value;
      if (!note.hidden) file.accept = note.dataset.accept;
    });
  kind.addEventListener("change", show);
  show();
})();
