/* Before the first paint: theme, and whether figures are blanked. Loaded without defer on purpose. */
(() => {
  const root = document.documentElement;
  const read = (store, key) => {
    try { return store.getItem(key); } catch { return null; }
  };
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    const chosen = read(localStorage, "desk-theme");
    root.dataset.bsTheme = chosen || (dark.matches ? "dark" : "light");
  };
  apply();
  dark.addEventListener("change", apply);
  if (read(sessionStorage, "desk-blank") === "1") root.classList.add("totals-hidden");
})();
