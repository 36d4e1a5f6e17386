/* Behaviour of the frame: theme, blanking of totals, menus, search, keyboard, clock, notices.
   Screens listen to "desk:theme" and "desk:blank" on document. */
(() => {
  "use strict";
  const root = document.documentElement;
  const keep = (store, key, value) => {
    try { store.setItem(key, value); } catch { /* private window: not remembered */ }
  };
  const tell = (name) => document.dispatchEvent(new CustomEvent(name));
  const typing = (target) =>
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

  /* Theme */
  const toggleTheme = () => {
    const next = root.dataset.bsTheme === "dark" ? "light" : "dark";
    root.dataset.bsTheme = next;
    keep(localStorage, "desk-theme", next);
    tell("desk:theme");
  };

  /* Blank totals: remembered for the session of this tab */
  const showBlank = () => {
    const on = root.classList.contains("totals-hidden");
    document.querySelectorAll("[data-blank-totals]").forEach((button) => {
      button.setAttribute("aria-pressed", String(on));
      button.title = on ? "Buka angka perolehan (Shift+Esc)" : "Tutup semua angka perolehan (Shift+Esc)";
    });
  };
  const toggleBlank = () => {
    const on = root.classList.toggle("totals-hidden");
    keep(sessionStorage, "desk-blank", on ? "1" : "0");
    showBlank();
    tell("desk:blank");
  };
  showBlank();

  /* Menus */
  const closeMenus = (except) =>
    document.querySelectorAll("details[data-menu][open]").forEach((menu) => {
      if (menu !== except && !menu.contains(except)) menu.open = false;
    });
  const showKeys = () => {
    const keys = document.getElementById("tombol");
    if (keys && !keys.open) keys.showModal();
  };

  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    if (!target) return;
    closeMenus(target);
    if (target.closest("[data-theme-toggle]")) toggleTheme();
    else if (target.closest("[data-blank-totals]")) toggleBlank();
    else if (target.closest("[data-keyboard-help]")) { closeMenus(null); showKeys(); }
    else if (target.closest("[data-notice-close]")) target.closest("[data-notice]").remove();
    else if (target.closest("[data-print]")) window.print();
    else if (target.closest("[data-copy]")) copy(target.closest("[data-copy]"));
  });

  const copy = async (button) => {
    const source = document.querySelector(button.dataset.copy);
    if (!source) return;
    const text = "value" in source ? source.value : source.textContent.trim();
    try {
      await navigator.clipboard.writeText(text);
      button.dataset.copied = "1";
      button.lastChild.textContent = " Tersalin";
    } catch {
      if (source.select) source.select();
    }
  };

  document.addEventListener("change", (event) => {
    const form = event.target instanceof Element && event.target.closest("[data-submit-on-change]");
    if (form) form.requestSubmit();
  });

  /* Whoever has used the phone's page signs out there: it clears what the phone keeps */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || new URL(form.action).pathname !== "/keluar/") return;
    let kept = null;
    try { kept = localStorage.getItem("desk-lapor-kini"); } catch { /* private window: nothing is kept */ }
    if (kept && document.querySelector('.nav-row a[href="/lapor/"]')) { event.preventDefault(); location.assign("/lapor/?keluar=1"); }
  });

  /* A key that decides must not decide on what came after it: a held key, and the second tap of a nervous
     finger, would accept the next form unseen. The last tap is remembered over the change of pages; any other
     key in between (a reason that was typed, a step to another form) means that the next tap is meant. */
  const STEADY = 500, LAST_TAP = "desk-last-tap";
  const lastTap = () => { try { return sessionStorage.getItem(LAST_TAP) || ""; } catch { return ""; /* private window */ } };
  window.deskSteady = (event) => {
    if (event.repeat) return false;
    const [key, at] = lastTap().split("|"), now = Date.now();
    keep(sessionStorage, LAST_TAP, `${event.key}|${now}`);
    return key !== event.key || now - Number(at) > STEADY;
  };
  document.addEventListener("keydown", (event) => {
    if (!event.repeat && !lastTap().startsWith(`${event.key}|`)) keep(sessionStorage, LAST_TAP, "");
  }, true);

  /* Keyboard */
  const places = { d: "/", p: "/pesan/", v: "/verifikasi/", l: "/lapor/" };
  let goes = 0;
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.shiftKey) { event.preventDefault(); toggleBlank(); return; }
    if (event.key === "Escape") { closeMenus(null); return; }
    if (typing(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "/") {
      const search = document.querySelector("[data-search]");
      const page = document.querySelector(".top-search-link");
      event.preventDefault();
      if (search && search.offsetParent) { search.focus(); search.select(); }
      else if (page) location.assign(page.href);
    } else if (event.key === "?") {
      showKeys();
    } else if (event.key === "g") {
      goes = Date.now();
    } else if (Date.now() - goes < 1200 && places[event.key]) {
      goes = 0;
      if (document.querySelector(`.nav-row a[href="${places[event.key]}"]`)) location.assign(places[event.key]);
    }
  });

  /* Clock: the server's time goes on here, so that a wrong clock of a PC misleads nobody */
  const clock = document.querySelector("[data-clock]");
  if (clock) {
    const shift = new Date(clock.dataset.now).getTime() - Date.now();
    const time = clock.querySelector("[data-clock-time]");
    const options = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: clock.dataset.zone };
    const format = new Intl.DateTimeFormat("en-GB", options);
    const tick = () => { time.textContent = format.format(Date.now() + shift).replace(":", "."); };
    tick();
    setInterval(tick, 1000);
  }

  /* Widths from data: a style set by script is allowed where a style attribute is not */
  const widths = (scope) =>
    scope.querySelectorAll("[data-width]").forEach((bar) => { bar.style.width = `${bar.dataset.width}%`; });
  widths(document);
  document.addEventListener("htmx:afterSwap", (event) => { widths(event.target); showBlank(); });

  /* Server refusals of a part of a page are told, never swallowed */
  const notify = (text, tone) => {
    const place = document.getElementById("pemberitahuan");
    if (!place) return;
    const notice = document.createElement("div");
    notice.className = `notice notice-${tone}`;
    const words = document.createElement("span");
    words.textContent = text;
    notice.append(words);
    place.replaceChildren(notice);
  };
  window.deskNotify = notify;
  document.addEventListener("htmx:responseError", (event) => {
    const status = event.detail.xhr.status;
    if (status === 401) { location.assign(`/masuk/?next=${encodeURIComponent(location.pathname)}`); return; }
    const plain = (event.detail.xhr.getResponseHeader("Content-Type") || "").startsWith("text/plain");
    notify(plain ? event.detail.xhr.responseText : "Bagian halaman ini tidak dapat dimuat. Muat ulang halaman; bila berulang, hubungi administrator desk.", "error");
  });
  document.addEventListener("htmx:sendError", () =>
    notify("Sambungan ke server desk terputus. Angka di layar belum diperbarui; periksa jaringan.", "warning"));
})();
