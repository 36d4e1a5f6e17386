/* The usual right to totals of a role is proposed, until somebody decides otherwise. */
(() => {
  "use strict";
  document.querySelectorAll("[data-usual-totals]").forEach((place) => {
    const usual = place.dataset.usualTotals.split(",");
    const form = place.closest("form");
    const role = form.querySelector("select[name=role]");
    const box = place.querySelector("input[type=checkbox]");
    let decided = box.checked;
    box.addEventListener("change", () => { decided = true; });
    const propose = () => { if (!decided) box.checked = usual.includes(role.value); };
    role.addEventListener("change", propose);
    propose();
  });
})();
