/* Inbox by keyboard: Enter keep, e figures, t place, q ask, x no report, j/k older and newer,
   u back to the message just dealt with. */
(() => {
  "use strict";
  const typing = (target) =>
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

  const step = (by) => {
    const links = [...document.querySelectorAll(".ib-item")];
    const at = links.findIndex((link) => link.hasAttribute("aria-current"));
    const link = links[at + by];
    if (link) link.click();
  };

  let jumped = 0;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const panel = event.target instanceof Element && event.target.closest("details[open]");
    if (event.key === "Escape") {
      if (panel && panel.dataset.key) { panel.open = false; panel.querySelector("summary").focus(); }
      else if (typing(event.target)) event.target.blur();
      return;
    }
    if (typing(event.target) || document.querySelector("dialog[open]")) return;
    if (event.key === "Enter" && event.target instanceof Element && event.target.closest("a, button, summary")) return;
    if (event.key === "g") { jumped = Date.now(); return; }
    if (Date.now() - jumped < 1200) { jumped = 0; return; }
    if (event.key === "j" || event.key === "k") { event.preventDefault(); step(event.key === "j" ? 1 : -1); return; }
    const part = event.key === "e"
      ? document.querySelector("#bacaan [data-box]")
      : document.querySelector(`:is(#bacaan, #pemberitahuan) [data-key="${CSS.escape(event.key)}"]`);
    if (!part) return;
    event.preventDefault();
    if (part.matches("button") && !window.deskSteady(event)) return;
    if (part.tagName === "DETAILS") { part.open = !part.open; part.querySelector("textarea")?.focus(); }
    else if (part.tagName === "INPUT") { part.focus(); part.select(); }
    else part.click();
  });

  /* What must be filled in may stand in a folded form: it unfolds, instead of nothing happening */
  document.addEventListener("invalid", (event) => {
    const folded = event.target.closest("details:not([open])");
    if (!folded) return;
    folded.open = true;
    setTimeout(() => folded.querySelector(":invalid:not(fieldset)")?.focus());
  }, true);

  /* A conversation opens at its end, and stays there when something new comes in */
  const bottom = () => {
    const talk = document.querySelector("[data-bottom]");
    if (talk) talk.scrollTop = talk.scrollHeight;
  };
  bottom();
  document.addEventListener("htmx:afterSettle", bottom);
})();
