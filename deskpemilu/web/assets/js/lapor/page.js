/* On every page below /lapor/: keeps what is typed, sends by the phone's store, says what waits there,
   and prepares the phone for lost networks. Without script the pages work by themselves. */
(() => {
  "use strict";
  if (!window.indexedDB || !window.idb) return;
  const store = window.DeskStore, queue = window.DeskQueue;
  const body = document.body;
  const online = Boolean(body.dataset.person); /* a page of the desk, not the frame kept on the phone */
  const make = (tag, attributes, ...inside) => {
    const node = document.createElement(tag);
    for (const [key, value] of Object.entries(attributes || {})) {
      if (key === "on") node.addEventListener("click", value); else node.setAttribute(key, value);
    }
    node.append(...inside.filter((each) => each !== null));
    return node;
  };
  const button = (text, act, kind = "link") => make("button", { type: "button", class: kind, on: act }, text);

  /* What waits here, and what became of it. News that stood long enough to be read goes with the page. */
  const READ = 1500;
  const noteRead = async (news) => {
    const base = await store.db();
    for (const each of news) await base.put("news", { ...each, read: true });
  };
  const dropRead = async () => {
    const base = await store.db();
    for (const each of await base.getAll("news")) if (each.read) await base.delete("news", each.id);
  };
  const box = document.getElementById("hp");
  const open = (item) => `/lapor/${item.code}/${item.contest ? `${item.contest}/` : ""}`;
  const edit = async (item) => {
    await (await store.db()).put("drafts", { id: item.form, figures: item.figures, basis: "", typed: item.typed });
    await queue.drop("queue", item.id);
    location.assign(open(item));
  };
  const refusedLine = (name, item) => make("p", { class: "say say-error" },
    make("b", {}, item.label), ` belum diterima: ${item.said} `,
    make("span", { class: "lp-acts" },
      name === "queue" ? button("Buka dan perbaiki", () => edit(item)) : null,
      button(name === "queue" ? "Hapus angka ini" : "Hapus foto ini", (event) => confirmDrop(event.target, name, item))));
  const confirmDrop = (at, name, item) => {
    at.replaceWith(button("Ya, hapus dari HP", () => queue.drop(name, item.id)));
  };
  const waitingLine = (items, why) => make("div", { class: "say say-warning" },
    make("p", {}, make("b", {}, `${items.length} kiriman tersimpan di HP`), queue.busy() ? ", sedang dikirim…" : `, ${why}`),
    make("ul", { class: "lp-kept" }, ...items.map((item) => make("li", {}, `${item.label}${item.tries ? " · sudah dicoba, belum ada jawaban" : ""}`))),
    queue.busy() ? null : button("Kirim sekarang", () => flush(true), "lp-big lp-second"));
  let why = "menunggu sinyal. Terkirim sendiri begitu ada sinyal.";
  const showQueue = async () => {
    if (!box) return;
    if (!store.now() || (!online && !store.mayShow())) { box.replaceChildren(); return; }
    const base = await store.db();
    const news = await base.getAll("news"), unread = news.filter((each) => !each.read);
    if (unread.length) setTimeout(() => { if (!document.hidden) noteRead(unread).catch(() => {}); }, READ);
    const { reports, photos } = await queue.all();
    const items = [...reports.map((item) => ["queue", item]), ...photos.map((item) => ["photos", item])];
    const waiting = items.filter(([, item]) => item.state === "waiting").map(([, item]) => item);
    const refused = items.filter(([, item]) => item.state === "refused");
    box.replaceChildren(
      ...news.map((each) => make("p", { class: `say say-${each.tone}` }, each.text)),
      ...refused.map(([name, item]) => refusedLine(name, item)),
      ...(waiting.length ? [waitingLine(waiting, why)] : []),
    );
  };

  const flush = async (asked) => {
    if (!store.now()) return "nobody";
    const { reports, photos } = await queue.all();
    if (![...reports, ...photos].some((item) => item.state === "waiting")) return "nothing";
    const came = await queue.sendAll();
    why = came === queue.SIGNED_OUT ? "menunggu Anda masuk kembali." : "menunggu sinyal. Terkirim sendiri begitu ada sinyal.";
    await showQueue();
    if (came === queue.SIGNED_OUT && asked) location.assign(`/masuk/?next=${encodeURIComponent("/lapor/")}`);
    if (came === "sent") document.dispatchEvent(new CustomEvent("lapor:sent"));
    return came;
  };
  let showing = 0;
  document.addEventListener("lapor:queue", () => { clearTimeout(showing); showing = setTimeout(showQueue, 30); });
  window.addEventListener("online", () => flush(false));
  window.addEventListener("focus", () => flush(false));
  document.addEventListener("visibilitychange", () => { if (!document.hidden) flush(false); });
  setInterval(() => flush(false), 60000);

  /* What is typed is kept at once, and put back when the form is opened again */
  const named = (form) => [...form.querySelectorAll("[data-box]")];
  const keepDraft = async (form) => {
    const { election, code, contest } = form.dataset;
    const figures = Object.fromEntries(named(form).map((input) => [input.name, input.value.trim()]));
    const id = store.formId(election, code, contest);
    await (await store.db()).put("drafts", { id, figures, basis: form.elements.dasar.value, typed: new Date().toISOString() });
  };
  const when = (typed) => {
    const at = new Date(typed), time = at.toLocaleTimeString("id-ID", { hour: "2-digit", minute: "2-digit" });
    const day = at.toDateString() === new Date().toDateString() ? "" : `${at.toLocaleDateString("id-ID", { day: "numeric", month: "short" })} `;
    return `${day}pukul ${time}`;
  };
  const restore = async (form) => {
    const { election, code, contest } = form.dataset;
    const base = await store.db(), id = store.formId(election, code, contest);
    const waiting = (await base.getAll("queue")).find((item) => item.form === id && item.state === "waiting");
    const draft = (await base.get("drafts", id)) || waiting;
    const inputs = named(form);
    if (!draft || form.hasAttribute("data-fresh") || !inputs.some((input) => (draft.figures[input.name] ?? "") !== input.value)) return;
    const before = inputs.map((input) => input.value);
    for (const input of inputs) input.value = draft.figures[input.name] ?? "";
    form.dispatchEvent(new Event("input", { bubbles: true }));
    const note = make("p", { class: "say", role: "status" }, `Angka yang Anda ketik ${when(draft.typed)} di HP ini dipasang kembali. `);
    if (before.some(Boolean)) note.append(button("Pakai angka di desk", async () => {
      inputs.forEach((input, index) => { input.value = before[index]; });
      await (await store.db()).delete("drafts", id);
      note.remove();
    }));
    form.prepend(note);
  };
  let typing = 0;
  document.addEventListener("input", (event) => {
    const form = event.target instanceof Element && event.isTrusted && event.target.closest("[data-lapor-isi]");
    if (!form) return;
    clearTimeout(typing);
    typing = setTimeout(() => keepDraft(form), 250);
  });

  /* Sending: into the phone's store first, then to the desk */
  const figuresOf = (form) =>
    Object.fromEntries([...form.querySelectorAll("input[data-figure]")].map((input) => [input.name, input.value]));
  const report = async (form) => {
    const { election, code, contest, label } = form.dataset;
    const id = store.formId(election, code, contest);
    const draft = await (await store.db()).get("drafts", id);
    const basis = form.elements.dasar.value, typed = draft?.typed || new Date().toISOString();
    return { id: form.elements.kunci.value, form: id, election, code, contest, label, figures: figuresOf(form), basis, typed };
  };
  const sendForm = async (form) => {
    await queue.put(await report(form));
    const came = await queue.sendAll();
    location.assign(`/lapor/?wilayah=${form.dataset.code.slice(0, 10)}${came === "sent" ? "&terkirim=1" : ""}`);
  };
  const sendPhotos = async (form) => {
    const { election, code, label } = form.dataset;
    const files = [...form.querySelector("input[type=file]").files].map((file) => ({ name: file.name, blob: file }));
    if (!files.length) return;
    await queue.putPhotos({ id: form.elements.kunci.value, election, code, label, contest: form.elements.jenis.value, files });
    await queue.sendAll();
    location.assign(`/lapor/${code}/?foto=1`);
  };
  const handled = (form, submitter) => {
    if (form.hasAttribute("data-lapor-kirim") && submitter?.name === "kirim") return sendForm;
    return form.hasAttribute("data-lapor-foto") ? sendPhotos : null;
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || event.defaultPrevented) return;
    const act = handled(form, event.submitter);
    if (act) {
      event.preventDefault();
      /* Where the phone cannot keep anything (a private window), the page sends by itself. */
      if (event.submitter) event.submitter.textContent = "Mengirim…";
      act(form).catch(() => { form.removeAttribute("data-lapor-kirim"); form.removeAttribute("data-lapor-foto"); form.requestSubmit(event.submitter); });
    } else if (form.hasAttribute("data-lapor-isi")) {
      keepDraft(form).catch(() => {});
    } else if (form.hasAttribute("data-lapor-keluar")) {
      event.preventDefault();
      leave(form).catch(() => form.submit());
    }
  });

  /* Signing out clears the phone; what was never sent is named first */
  const leave = async (form) => {
    if (!navigator.onLine) { store.signOutLater(); location.assign("/lapor/"); return; }
    await queue.sendAll();
    const { reports, photos } = await queue.all();
    const left = reports.length + photos.length;
    if (!left || form.dataset.sure) { await store.signOut(); form.submit(); return; }
    const ask = make("div", { class: "say say-error", role: "alert" },
      make("p", {}, make("b", {}, `${left} kiriman belum sampai di desk.`), " Bila Anda keluar sekarang, kiriman itu terhapus dari HP ini."),
      make("span", { class: "lp-acts" },
        button("Tetap masuk", () => location.assign("/lapor/"), "lp-big lp-second"),
        button("Keluar dan hapus", () => { form.dataset.sure = "1"; form.requestSubmit(); })));
    document.getElementById("isi").prepend(ask);
    ask.scrollIntoView();
  };

  /* Preparing the phone: the helper program, the list of TPS and the boxes of each form */
  const ready = () => { const sign = document.querySelector("[data-ready]"); if (sign) sign.hidden = false; };
  const FRESH = 60000; /* each page of a weak line must not bring the same list again */
  const supply = async (area) => {
    const fetched = store.now()?.fetched || {};
    const known = fetched[area];
    if (known && Date.now() - known.at < FRESH) return known.by_desa;
    const told = await queue.supplies(area);
    store.note({ fetched: { ...fetched, [area]: { at: Date.now(), by_desa: Boolean(told.by_desa) } } });
    return told.by_desa;
  };
  const prepare = async () => {
    await showQueue();
    const area = new URLSearchParams(location.search).get("wilayah") || body.dataset.area || "";
    const flushed = flush(false);
    const many = await supply(/^\d+$/.test(area) ? area : "");
    if ("serviceWorker" in navigator) {
      await navigator.serviceWorker.register("/lapor/pekerja.js", { scope: "/lapor/" });
      await navigator.serviceWorker.ready;
      /* What is typed must not be thrown away because the phone is short of room. */
      await navigator.storage?.persist?.();
      if (!many) ready();
    }
    await flushed;
  };

  window.DeskPage = { make, button, flush, restore };
  const start = async () => {
    await dropRead().catch(() => {});
    if (online) await prepare().catch(() => {});
    await showQueue().catch(() => {});
    const out = document.querySelector("[data-lapor-keluar]");
    if (out && new URLSearchParams(location.search).has("keluar")) out.requestSubmit();
  };
  const out = document.querySelector("[data-lapor-keluar]");
  if (out && store.left(body.dataset.person)) {
    body.hidden = true;
    out.submit();
    return;
  }
  const forms = () => Promise.all([...document.querySelectorAll("[data-lapor-isi]")].map(restore));
  if (online) store.enter(body.dataset.person, body.dataset.name).then(forms).then(start, start); else start();
})();
