/* Live pages: one stream tells that something changed; parts marked with hx-trigger="desk:versi from:body"
   (counts) or "desk:hitungan from:body" (quick count, projection and the like, computed a moment later) fetch
   themselves. Figures whose text changed flash once; nothing else moves.
   A part may say which version it shows (data-version): then nothing is fetched that is already there; and which
   computations it shows (data-topic, "contest/kind"): then those of others are not fetched for. */
(() => {
  "use strict";
  const QUIET = 1000; // at most one fetch a second
  const QUIET_RUNS = 400; // of a computation: each part hears only of its own
  const SCREENS = 10; // while no more pages listen than these; of more, each asks less often
  const EASE = 8; // and a slow server is left alone so many times as long as it took to answer
  const EASE_RUNS = 4; // of a computation: SCREENS guards the server too
  const LONGEST = 15000;
  const ASLEEP = 20000; // a page in the background gives its connection back
  const EVENTS = ["versi", "hitungan"];
  const PART = `:is(${EVENTS.map((name) => `[hx-trigger*="desk:${name}"]`).join()})`;
  const root = document.documentElement;
  if (!document.querySelector(PART)) return;

  let source = null;
  let sleeping = null;
  let patience = 4000;

  const typing = () => {
    const here = document.activeElement;
    return here && here.matches("input, textarea") && here.value !== here.defaultValue && here.closest(PART);
  };
  /* What was told is "7", or "812 17/projection=812 17/estimate=809 layar=3": the newest of all, by topic, and
     how many pages listen. */
  const listening = (told) => Number((told || "").match(/ layar=(\d+)/)?.[1] || 1);
  const newestFor = (part, told) => {
    const [all, ...rest] = told.split(" ");
    if (!part.dataset.topic) return Number(all);
    const mine = part.dataset.topic.split(" ");
    const newest = new Map(rest.map((each) => each.split("=")));
    return Math.max(0, ...mine.map((topic) => Number(newest.get(topic) || 0)));
  };
  const topic = (name) => {
    const parts = () => [...document.querySelectorAll(`[hx-trigger*="desk:${name}"]`)];
    const [shortest, ease] = name === "hitungan" ? [QUIET_RUNS, EASE_RUNS] : [QUIET, EASE];
    let newest = null;
    let told = 0;
    let asked = 0;
    let took = 0;
    let waiting = null;
    const tell = () => {
      waiting = null;
      if (document.hidden) return;
      if (typing()) { schedule(); return; } // what somebody writes is never taken away
      told = Date.now();
      document.body.dispatchEvent(new CustomEvent(`desk:${name}`, { bubbles: true }));
    };
    const schedule = () => {
      if (waiting !== null || !parts().length) return;
      const crowd = Math.max(1, listening(newest) / SCREENS);
      const quiet = Math.max(shortest * crowd, Math.min(ease * took, LONGEST));
      waiting = setTimeout(tell, Math.max(0, quiet - (Date.now() - told)));
    };
    document.addEventListener("htmx:beforeRequest", (event) => {
      if (parts().includes(event.detail.elt)) asked = Date.now();
    });
    document.addEventListener("htmx:beforeSwap", (event) => {
      if (parts().includes(event.detail.target)) took = Date.now() - asked;
    });
    // A part that does not say its version fetches once, in case it missed something while it loaded.
    const behind = (part, data, before) => {
      const { version } = part.dataset;
      if (!version && before === null) return true;
      return newestFor(part, data) !== (version ? Number(version) : newestFor(part, before));
    };
    return {
      hear(event) {
        const before = newest;
        newest = event.data;
        if (parts().some((part) => behind(part, newest, before))) schedule();
      },
      wake() { if (newest !== null && parts().some((part) => behind(part, newest, null))) schedule(); },
    };
  };
  const topics = EVENTS.map((name) => [name, topic(name)]);

  const open = () => {
    if (source !== null) return;
    source = new EventSource("/langsung/");
    topics.forEach(([name, each]) => source.addEventListener(name, (event) => {
      each.hear(event);
      patience = 4000;
      root.classList.remove("is-away");
    }));
    source.addEventListener("selesai", () => location.reload());
    source.onerror = () => {
      root.classList.add("is-away");
      if (source === null || source.readyState !== EventSource.CLOSED) return; // the browser tries again itself
      close();
      setTimeout(() => { if (!document.hidden) open(); }, patience * (0.75 + Math.random() / 2));
      patience = Math.min(60000, patience * 2);
    };
  };
  const close = () => { if (source !== null) { source.close(); source = null; } };

  document.addEventListener("visibilitychange", () => {
    clearTimeout(sleeping);
    if (document.hidden) sleeping = setTimeout(close, ASLEEP);
    else { open(); topics.forEach(([, each]) => each.wake()); }
  });
  addEventListener("pagehide", close);
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  addEventListener("online", () => { close(); open(); });
  open();

  /* What changed flashes; focus, opened details and the sideways scroll of tables stay as they were. */
  const figures = () =>
    new Map([...document.querySelectorAll("[data-figure]")].map((each) => [each.dataset.figure, each.textContent]));
  const address = (element) => {
    if (!element || !element.closest(PART)) return null;
    if (element.id) return { selector: `#${CSS.escape(element.id)}`, at: 0 };
    const href = element.getAttribute("href");
    if (!href) return null;
    const selector = `${PART} a[href="${CSS.escape(href)}"]`; // the map and the table link to the same places
    return { selector, at: [...document.querySelectorAll(selector)].indexOf(element) };
  };
  let before = null;
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (!event.detail.target.matches(PART)) return;
    const scrolls = [...event.detail.target.querySelectorAll(".table-wrap")].map((each) => each.scrollLeft);
    const open = [...event.detail.target.querySelectorAll("details[open][id]")].map((each) => each.id);
    before = { part: event.detail.target.id, figures: figures(), focus: address(document.activeElement), scrolls, open };
  });
  document.addEventListener("htmx:afterSettle", () => {
    if (before === null) return;
    const { part, figures: old, focus, scrolls, open: opened } = before;
    before = null;
    opened.forEach((id) => { const each = document.getElementById(id); if (each) each.open = true; });
    document.querySelectorAll("[data-figure]").forEach((each) => {
      const was = old.get(each.dataset.figure);
      if (was === undefined || was === each.textContent) return;
      each.classList.remove("flash");
      requestAnimationFrame(() => each.classList.add("flash"));
    });
    const swapped = part ? `#${CSS.escape(part)}` : PART;
    document.querySelectorAll(`${swapped} .table-wrap`).forEach((each, at) => { each.scrollLeft = scrolls[at] || 0; });
    const again = focus && document.querySelectorAll(focus.selector)[focus.at];
    if (again && document.activeElement !== again) again.focus({ preventScroll: true });
  });
})();
