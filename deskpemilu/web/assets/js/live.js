/* Live pages: one stream tells that something changed; parts marked with hx-trigger="desk:versi from:body"
   fetch themselves. Figures whose text changed flash once; nothing else moves. */
(() => {
  "use strict";
  const QUIET = 1000;
  let seen = null;
  let told = 0;
  let waiting = null;

  const tell = () => {
    waiting = null;
    told = Date.now();
    document.body.dispatchEvent(new CustomEvent("desk:versi", { bubbles: true }));
  };
  const schedule = () => {
    if (document.hidden || waiting !== null) return;
    waiting = setTimeout(tell, Math.max(0, QUIET - (Date.now() - told)));
  };

  const source = new EventSource("/langsung/");
  source.addEventListener("versi", (event) => {
    const changed = seen !== null && event.data !== seen;
    seen = event.data;
    document.documentElement.classList.remove("is-away");
    if (changed) schedule();
  });
  source.onerror = () => document.documentElement.classList.add("is-away");
  /* A page that was in the background asks once when it is looked at again. */
  document.addEventListener("visibilitychange", () => { if (!document.hidden) schedule(); });
  addEventListener("pagehide", () => source.close());
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

  const figures = (scope) =>
    new Map([...scope.querySelectorAll("[data-figure]")].map((each) => [each.dataset.figure, each.textContent]));
  let before = new Map();
  document.addEventListener("htmx:beforeSwap", () => { before = figures(document); });
  document.addEventListener("htmx:afterSettle", () => {
    document.querySelectorAll("[data-figure]").forEach((each) => {
      const old = before.get(each.dataset.figure);
      if (old === undefined || old === each.textContent) return;
      each.classList.remove("flash");
      requestAnimationFrame(() => each.classList.add("flash"));
    });
    before = new Map();
  });
})();
