/* Verification by keyboard: whatever carries data-key does what a click on it does. */
(() => {
  "use strict";
  const typing = (target) =>
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(TEXTAREA|SELECT)$/.test(target.tagName) ||
      (target.tagName === "INPUT" && !/^(radio|checkbox|button|submit)$/.test(target.type)));

  const open = (details) => {
    details.open = !details.open;
    if (details.open) details.querySelector("input:not([type=hidden]), textarea")?.focus();
  };

  let jumped = 0;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const panel = event.target instanceof Element && event.target.closest("details.vf-act[open]");
    if (event.key === "Escape" && panel) {
      panel.open = false;
      panel.querySelector("summary").focus();
      return;
    }
    if (typing(event.target) || document.querySelector("dialog[open]")) return;
    /* "g v" leads to another page: the letter after g belongs to the frame. */
    if (event.key === "g") { jumped = Date.now(); return; }
    if (Date.now() - jumped < 1200) { jumped = 0; return; }
    const part = document.querySelector(`#lembar [data-key="${CSS.escape(event.key)}"]`);
    if (!part) return;
    event.preventDefault();
    if (part.matches("button") && !window.deskSteady(event)) return;
    if (part.tagName === "DETAILS") open(part);
    else if (part.type === "radio") { part.checked = true; part.focus(); }
    else part.click();
  });

  /* A new form must not inherit the cursor of the last one's reason: its keys would become text. */
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target.id === "lembar" && document.activeElement) document.activeElement.blur();
  });

  /* The message of a return as it will be sent */
  const preview = (form) => {
    const place = form.querySelector("[data-reason-preview]");
    if (!place) return;
    const chip = form.querySelector('[name="pilihan"]:checked');
    const words = [chip ? chip.value : "", form.querySelector('[name="alasan"]').value]
      .map((part) => part.trim()).filter(Boolean);
    place.textContent = words.join(". ") || "…";
  };
  document.addEventListener("input", (event) => {
    const form = event.target instanceof Element && event.target.closest(".vf-sheet-form");
    if (form) preview(form);
  });

  /* Pointing at a row points at what was read for it */
  const roleOf = (row) => (row.includes(":") ? row : `row:${row}`);
  const point = (event, on) => {
    const row = event.target instanceof Element && event.target.closest("[data-role-row]");
    if (!row) return;
    document.querySelectorAll(`[data-role="${CSS.escape(roleOf(row.dataset.roleRow))}"]`)
      .forEach((mark) => mark.classList.toggle("is-pointed", on));
  };
  document.addEventListener("mouseover", (event) => point(event, true));
  document.addEventListener("mouseout", (event) => point(event, false));

  document.addEventListener("change", (event) => {
    if (!(event.target instanceof Element) || !event.target.matches("[data-check-all]")) return;
    document.querySelectorAll('input[name="pilih"]').forEach((box) => { box.checked = event.target.checked; });
  });

  /* An undo that has expired is no longer offered */
  const begin = () => {
    document.querySelectorAll("[data-expires]:not([data-timed])").forEach((strip) => {
      strip.dataset.timed = "1";
      setTimeout(() => strip.remove(), Number(strip.dataset.expires) * 1000);
    });
    const sheet = document.getElementById("lembar");
    const rail = document.getElementById("antrean");
    const newer = sheet && sheet.querySelector("[data-newer]");
    if (newer && rail && sheet.dataset.seen) newer.hidden = rail.dataset.nowSeen === sheet.dataset.seen;
  };
  begin();
  document.addEventListener("htmx:afterSettle", begin);
})();
