/* Figures: running sums beside the boxes, Enter goes on, one press sends once. */
(() => {
  "use strict";
  const figure = (box) => {
    const text = box ? box.value.trim() : "";
    return /^(\d{1,5}|\d{1,2}\.\d{3})$/.test(text) ? Number(text.replace(".", "")) : null;
  };
  const dots = (n) => String(n).replace(/\B(?=(\d{3})+(?!\d))/g, ".");

  const show = (form, row, sum, name) => {
    const place = form.querySelector(`[data-sum-for="${row}"]`);
    const box = form.querySelector(`[data-box="${row}"]`);
    if (!place || !box) return;
    const written = figure(box);
    const wrong = sum !== null && written !== null && written !== sum;
    place.textContent = sum === null ? "" : `${wrong ? "≠ " : ""}${name} ${dots(sum)}`;
    place.classList.toggle("is-wrong", wrong);
    box.setAttribute("aria-invalid", String(wrong));
  };

  const sums = (form) => {
    const votes = [...form.querySelectorAll('[data-part="votes"]')].map(figure).filter((n) => n !== null);
    show(form, "suara_sah", votes.length ? votes.reduce((a, b) => a + b, 0) : null, "jumlah perolehan");
    const valid = figure(form.querySelector('[data-box="suara_sah"]'));
    const invalid = figure(form.querySelector('[data-box="suara_tidak_sah"]'));
    const all = valid !== null && invalid !== null ? valid + invalid : null;
    show(form, "suara_total", all, "sah + tidak sah");
  };

  const begin = (scope) => scope.querySelectorAll("[data-sums]").forEach(sums);
  document.addEventListener("input", (event) => {
    const form = event.target instanceof Element && event.target.closest("[data-sums]");
    if (form) sums(form);
  });

  /* Enter in a box goes to the next box; a person types a column as on paper. */
  document.addEventListener("keydown", (event) => {
    const box = event.target instanceof Element && event.target.closest("[data-box]");
    if (!box || event.key !== "Enter" || event.isComposing) return;
    const boxes = [...box.closest("form").querySelectorAll("[data-box]")];
    const following = boxes[boxes.indexOf(box) + 1];
    if (following) { event.preventDefault(); following.focus(); following.select(); }
  });

  /* The browser makes the key of a report: sending twice, also after a lost answer, is one report. */
  const key = () => {
    if (crypto.randomUUID) return crypto.randomUUID();
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  };
  document.querySelectorAll("input[data-own-key]").forEach((input) => {
    /* One key for these very figures: another figure is another report. */
    const figures = [...input.form.querySelectorAll("input[type=hidden]")]
      .filter((other) => other.name.includes(":") || other.name.startsWith("suara_"))
      .map((other) => `${other.name}=${other.value}`).join("&");
    const slot = `desk-key:${location.pathname}:${figures}`;
    let own = null;
    try { own = sessionStorage.getItem(slot); } catch { /* private window */ }
    input.value = own || key();
    try { sessionStorage.setItem(slot, input.value); } catch { /* private window */ }
  });
  document.querySelectorAll("[data-forget-keys]").forEach(() => {
    try {
      Object.keys(sessionStorage).filter((name) => name.startsWith("desk-key:")).forEach((name) => sessionStorage.removeItem(name));
    } catch { /* private window */ }
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.hasAttribute("data-once")) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    setTimeout(() => { delete form.dataset.sent; }, 15000);
  });

  begin(document);
  document.addEventListener("htmx:afterSettle", () => begin(document));
})();
