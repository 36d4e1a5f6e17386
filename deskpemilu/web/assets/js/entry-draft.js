/* Kept while typing: on the desk after each pause, and in this browser as long as the desk has not
   answered. A save names its tab and its number there, so that a late one never overwrites a newer. */
"use strict";
window.DeskDraft = (form, { collect, apply, answered }) => {
  const PAUSE = 600, AGAIN = 4000, PATIENCE = 12000;
  const state = form.querySelector("[data-state]");
  const clash = form.querySelector("[data-clash]");
  const others = form.querySelector("[data-others]");
  const keyInput = form.elements.kunci;
  const slot = `desk-entry:${form.dataset.owner}:${location.pathname}:${form.elements.generasi.value}`;
  const random = () => [...crypto.getRandomValues(new Uint8Array(12))].map((b) => b.toString(16).padStart(2, "0")).join("");
  const tab = random();
  let seq = 0, saved = 0, edit = Number(form.dataset.edit), timer = 0, busy = false, over = false;

  const local = {
    read: () => { try { return JSON.parse(localStorage.getItem(slot)); } catch { return null; } },
    write: () => { try { localStorage.setItem(slot, JSON.stringify({ ...collect(), edit, at: Date.now() })); return true; } catch { return false; } },
    drop: () => { try { localStorage.removeItem(slot); } catch { /* private window */ } },
  };
  const say = (text, tone) => { state.textContent = text; state.dataset.tone = tone || ""; };
  const time = (at) => new Date(at).toLocaleTimeString("id-ID", { hour: "2-digit", minute: "2-digit" });
  const waiting = (kept) =>
    say(kept ? "Tersimpan di perangkat ini, menunggu jaringan" : "Belum tersimpan: jaringan terputus. Jangan tutup halaman ini", "warn");

  const plan = (after) => { clearTimeout(timer); timer = setTimeout(save, after); };
  const changed = () => {
    if (over) return;
    seq += 1;
    const kept = local.write();
    if (!navigator.onLine) { waiting(kept); return; }
    if (state.dataset.tone !== "warn") say("Mengetik…");
    plan(PAUSE);
  };

  const showOthers = (list) => {
    others.hidden = list.length === 0;
    others.querySelector("[data-others-text]").textContent =
      list.map((each) => `${each.name} juga sedang mengisi formulir ini (${each.at}).`).join(" ");
  };
  const ask = (text, there) => {
    clash.hidden = false;
    clash.querySelector("[data-clash-text]").textContent = text;
    clash.querySelector("[data-clash-here]").onclick = () => { clash.hidden = true; changed(); };
    clash.querySelector("[data-clash-there]").onclick = () => {
      clash.hidden = true;
      local.drop();
      apply(there);
      saved = seq;
      say("Isian dari desk dipakai", "ok");
    };
  };

  const finish = (asked, response, data) => {
    if (response.status === 410) {
      over = true;
      local.drop();
      say("Formulir ini sudah dikirim", "ok");
    } else if (response.status === 409) {
      edit = data.edit;
      say("Ada isian lain yang tersimpan", "warn");
      ask(`Anda juga mengisi formulir ini di halaman atau perangkat lain (${data.at}). Isian mana yang dipakai?`, data.boxes);
    } else if (response.status === 401 || response.status === 403) {
      say("Tersimpan di perangkat ini. Masuk kembali di tab lain, lalu lanjutkan di sini", "warn");
      renew().finally(() => plan(AGAIN));
    } else if (response.status === 404 || response.status === 400) {
      say(data.text || "Formulir ini tidak ada lagi di desk. Isian tetap di perangkat ini; hubungi staf desk", "warn");
    } else if (!response.ok) {
      say("Tersimpan di perangkat ini; desk belum dapat menyimpan", "warn");
      plan(AGAIN);
    } else {
      saved = asked;
      edit = data.edit;
      keyInput.value = data.key;
      if (saved === seq) { local.drop(); say(`Tersimpan ${data.at}`, "ok"); } else plan(PAUSE);
      showOthers(data.others);
      answered(data, asked === seq);
    }
  };

  /* Signing in again gives a new token; this page takes it over without being loaded anew. */
  const renew = async () => {
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-entry] [name=csrfmiddlewaretoken]");
      if (fresh) form.elements.csrfmiddlewaretoken.value = fresh.value;
    } catch { /* no network: asked again with the next save */ }
  };
  const request = (keepalive) => fetch(form.dataset.save, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
    body: JSON.stringify({ ...collect(), key: keyInput.value, tab, seq, after: edit }),
    keepalive,
    signal: AbortSignal.timeout(PATIENCE),
  });
  const save = async () => {
    if (over || busy || seq === saved || !clash.hidden) return;
    busy = true;
    const asked = seq;
    try {
      const response = await request(false);
      const data = (response.headers.get("Content-Type") || "").includes("json") ? await response.json() : {};
      busy = false;
      finish(asked, response, data);
    } catch {
      busy = false;
      waiting(local.write());
      plan(AGAIN);
    }
  };

  const begin = () => {
    const kept = local.read();
    if (!kept) return;
    const now = collect();
    if (JSON.stringify(kept.boxes) === JSON.stringify(now.boxes)) { local.drop(); return; }
    const there = now.boxes;
    apply(kept.boxes, kept.words);
    if (kept.edit === edit) { say(`Dilanjutkan dari perangkat ini (${time(kept.at)})`, "ok"); changed(); return; }
    seq += 1;
    ask(`Di perangkat ini ada isian pukul ${time(kept.at)} yang belum tersimpan, dan di desk ada isian yang lebih baru. Isian mana yang dipakai?`, there);
  };

  window.addEventListener("online", () => plan(0));
  window.addEventListener("offline", () => { if (seq !== saved) waiting(local.write()); });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && seq !== saved && !over && !busy && clash.hidden) request(true).catch(() => {});
  });

  return {
    begin,
    changed,
    over: () => { over = true; clearTimeout(timer); local.drop(); },
    unsent: (status) => {
      const why = status ? "desk belum dapat menerima" : "jaringan terputus";
      say(`Belum terkirim: ${why}. ${local.write() ? "Isian aman di perangkat ini; tekan" : "Jangan tutup halaman ini; tekan"} Kirim lagi`, "warn");
      if (status === 403) renew();
    },
  };
};
