/* On the sign-in page nobody is signed in: what a phone keeps of anybody's TPS is not shown until they are. */
(() => {
  "use strict";
  try {
    localStorage.removeItem("desk-lapor-keluar");
    const who = JSON.parse(localStorage.getItem("desk-lapor-kini"));
    if (who) localStorage.setItem("desk-lapor-kini", JSON.stringify({ ...who, locked: true }));
  } catch { /* private window: nothing is kept either */ }
})();
