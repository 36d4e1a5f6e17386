/* Choosing a TPS by keyboard: arrows go through the list, typing goes to the search box. */
(() => {
  "use strict";
  const list = document.querySelector("[data-places]");
  if (!list) return;
  const find = document.querySelector("[data-find]");
  const picks = [...list.querySelectorAll("[data-pick]")];
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const at = picks.indexOf(document.activeElement);
    const inside = at >= 0 || document.activeElement === find || document.activeElement === document.body;
    if (!inside) return;
    if (event.key === "ArrowDown") { event.preventDefault(); (picks[at + 1] || picks[0])?.focus(); }
    else if (event.key === "ArrowUp") { event.preventDefault(); (at > 0 ? picks[at - 1] : find || picks[0])?.focus(); }
    else if (find && document.activeElement !== find && /^[\p{L}\d]$/u.test(event.key)) { find.focus(); find.select(); }
  });
})();
