/* A list to call, by keyboard: j/k down and up, c call, o outcome, 1-6 which one, w WhatsApp, u undo. */
(() => {
  "use strict";
  const WIDE = matchMedia("(min-width: 1100px)");
  const list = document.getElementById("orang");
  const panel = document.getElementById("rinci");
  if (!panel) return;
  const typing = (target) =>
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(TEXTAREA|SELECT)$/.test(target.tagName) ||
      (target.tagName === "INPUT" && !/^(radio|checkbox|button|submit)$/.test(target.type)));
  const rows = () => (list ? [...list.querySelectorAll(".ms-row")] : []);

  /* The panel follows the row; one that is asked for too late is not shown any more. */
  let waiting = null;
  const show = (row, delay) => {
    rows().forEach((each) => {
      each.classList.toggle("is-shown", each === row);
      const link = each.querySelector(".ms-main");
      if (each === row) link.setAttribute("aria-current", "true"); else link.removeAttribute("aria-current");
    });
    row.scrollIntoView({ block: "nearest" });
    clearTimeout(waiting);
    waiting = setTimeout(() => htmx.ajax("GET", row.querySelector(".ms-main").href, { target: "#rinci", swap: "innerHTML" }), delay);
  };
  const step = (by) => {
    const all = rows();
    const at = all.findIndex((row) => row.classList.contains("is-shown"));
    const next = at < 0 ? all[0] : all[at + by];
    if (next) show(next, 120);
  };
  if (list) {
    list.addEventListener("click", (event) => {
      const link = event.target instanceof Element && event.target.closest(".ms-main");
      if (!link || !WIDE.matches || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      show(link.closest(".ms-row"), 0);
    });
    if (WIDE.matches && rows().length) show(rows()[0], 0);
  }

  let jumped = 0;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "Escape" && typing(event.target)) { event.target.blur(); return; }
    if (typing(event.target) || document.querySelector("dialog[open]")) return;
    if (event.key === "g") { jumped = Date.now(); return; }
    if (Date.now() - jumped < 1200) { jumped = 0; return; }
    if (list && (event.key === "j" || event.key === "k")) { event.preventDefault(); step(event.key === "j" ? 1 : -1); return; }
    if (event.key === "o") {
      const first = panel.querySelector('[name="hasil"]:checked') || panel.querySelector('[name="hasil"]');
      if (first) { event.preventDefault(); first.focus(); }
      return;
    }
    const part = panel.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (!part) return;
    event.preventDefault();
    if (part.type === "radio") choose(part); else part.click();
  });

  /* A promise needs its time; every other outcome is one Enter away. */
  const choose = (radio) => {
    radio.checked = true;
    const when = panel.querySelector('[name="pukul"]');
    if (radio.value === "promised" && when) when.focus(); else radio.focus();
  };
  panel.addEventListener("click", (event) => {
    if (event.target instanceof HTMLInputElement && event.target.name === "hasil" && event.detail) choose(event.target);
  });
  panel.addEventListener("input", (event) => {
    if (event.target.name !== "pukul" || !event.target.value) return;
    const promised = panel.querySelector('[name="hasil"][value="promised"]');
    if (promised) promised.checked = true;
  });

  /* An undo that has expired is no longer offered */
  const expire = () => {
    document.querySelectorAll("[data-expires]:not([data-timed])").forEach((strip) => {
      strip.dataset.timed = "1";
      setTimeout(() => strip.remove(), Number(strip.dataset.expires) * 1000);
    });
  };
  expire();

  /* What colleagues do, and what came in, shows on the rows without moving them. */
  const EVERY = 20000;
  const sign = (row, now) => {
    const forms = row.querySelector("[data-forms]");
    if (!now) { row.classList.add("is-done"); return; }
    row.classList.remove("is-done");
    const text = now.forms.toLocaleString("id-ID");
    if (forms.textContent !== text) {
      forms.textContent = text;
      forms.classList.remove("flash");
      requestAnimationFrame(() => forms.classList.add("flash"));
    }
    let mark = row.querySelector("[data-caller]");
    if (now.caller && !mark) {
      mark = document.createElement("span");
      mark.dataset.caller = "1";
      mark.className = "chip chip-info";
      row.querySelector(".ms-signs").append(mark);
    }
    if (mark && now.caller) mark.textContent = `sedang dihubungi ${now.caller}`;
    else if (mark) mark.remove();
  };
  const look = async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(list.dataset.signs, { headers: { Accept: "application/json" } });
      if (!answer.ok) return;
      const { people } = await answer.json();
      rows().forEach((row) => sign(row, people[row.dataset.person]));
    } catch { /* no network: the next look tells */ }
  };
  if (list) setInterval(look, EVERY);
  /* A panel drawn anew must not keep the cursor in a field: the next key would become text. */
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target === panel && panel.contains(document.activeElement)) document.activeElement.blur();
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    expire();
    const refused = event.detail.target === panel && panel.querySelector('[role="alert"]');
    if (refused && panel.querySelector('[name="hasil"][value="promised"]:checked')) panel.querySelector('[name="pukul"]').focus();
    if (list && event.detail.target === panel && event.detail.requestConfig && event.detail.requestConfig.verb === "post") look();
  });
})();
