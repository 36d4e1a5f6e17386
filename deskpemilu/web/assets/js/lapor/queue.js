/* Reports and photos that wait on this phone, sent one after the other, each exactly once: its key was
   made here and the desk stores a key only once. Nothing leaves the phone's store before the desk has
   answered that it holds it. */
(() => {
  "use strict";
  const { now, note, db, keepSupplies, setForm, formId, random } = window.DeskStore;
  const PATIENCE = 25000, PHOTO_PATIENCE = 180000;
  const SIGNED_OUT = "signed-out", NO_NETWORK = "no-network";
  let sending = false;
  const tell = () => document.dispatchEvent(new CustomEvent("lapor:queue"));

  const cookie = (name) => document.cookie.split("; ").find((each) => each.startsWith(`${name}=`))?.slice(name.length + 1) || "";
  const ask = async (url, patience, body) => {
    let answer;
    const clock = new AbortController(), timer = setTimeout(() => clock.abort(), patience);
    try {
      answer = await fetch(url, {
        method: body ? "POST" : "GET", body, credentials: "same-origin", redirect: "error", cache: "no-store",
        /* "HX-Request" makes the desk refuse in one plain sentence. */
        headers: { "HX-Request": "true", ...(body ? { "X-CSRFToken": cookie("csrftoken") } : {}) },
        signal: clock.signal,
      });
    } catch { throw new Error(NO_NETWORK); } finally { clearTimeout(timer); }
    if (answer.status === 401 || answer.status === 204) {
      note({ locked: true });
      throw new Error(SIGNED_OUT);
    }
    if (answer.status >= 500 || answer.status === 429) throw new Error(NO_NETWORK);
    const json = (answer.headers.get("Content-Type") || "").startsWith("application/json");
    try { return { status: answer.status, told: json ? await answer.json() : { said: (await answer.text()).slice(0, 300) } }; }
    catch { throw new Error(NO_NETWORK); }
  };

  const supplies = async (area) => {
    const { status, told } = await ask(`/lapor/bekal.json${area ? `?wilayah=${area}` : ""}`, PATIENCE);
    if (status !== 200) throw new Error(NO_NETWORK);
    if (told.person.id !== now()?.id) { /* somebody else has signed in on this phone, on another page */
      note({ locked: true });
      throw new Error(SIGNED_OUT);
    }
    await keepSupplies(told);
    return told;
  };
  /* The form token changes at sign-in: after a refusal it is fetched anew, and sent once more. */
  const send = async (url, patience, body) => {
    const first = await ask(url, patience, body);
    if (first.status !== 403) return first;
    await supplies("");
    return ask(url, patience, body);
  };

  /* Whose it is goes along: the desk takes nothing under the name of whoever is signed in meanwhile. The
     phone's clock too, so that only how long ago something was typed counts, however wrong the clock is. */
  const reportBody = (item, person) => {
    const body = new URLSearchParams(item.figures);
    body.set("orang", person);
    body.set("pemilu", item.election);
    body.set("kunci", item.id);
    body.set("kunci_lama", item.earlier.join(" "));
    body.set("dasar", item.basis);
    body.set("diketik", item.typed);
    body.set("jam", new Date().toISOString());
    return body;
  };
  const photoBody = (item, person) => {
    const body = new FormData();
    body.set("orang", person);
    for (const file of item.files) body.append("foto", file.blob, file.name);
    body.set("jenis", item.contest);
    body.set("kunci", item.id);
    return body;
  };

  /* Changes what still waits; null where other figures have taken its place, or it is another person's. */
  const change = async (store, id, changes) => {
    const tx = (await db()).transaction(store, "readwrite");
    const item = await tx.store.get(id);
    const changed = item?.state === "waiting" ? { ...item, ...changes } : null;
    if (changed) tx.store.put(changed);
    await tx.done;
    return changed;
  };
  const settle = async (store, item, { status, told }) => {
    const base = await db();
    if (!(await base.get(store, item.id))) return;
    if (status === 200) {
      if (told.form) {
        await setForm(item.election, item.code, told.form);
        const draft = await base.get("drafts", formId(item.election, item.code, item.contest));
        /* What is typed now was typed by somebody who knows what they have just sent. */
        if (draft && draft.basis === item.basis) await base.put("drafts", { ...draft, basis: told.form.basis });
      }
      await base.delete(store, item.id);
      await base.add("news", { text: told.said, tone: "success" });
    } else {
      if (told.form) await setForm(item.election, item.code, told.form);
      await change(store, item.id, { state: "refused", said: told.said || "Desk tidak menerima laporan ini. Hubungi staf desk." });
    }
  };

  const sendOne = async (store, { id, tries }, person) => {
    const item = await change(store, id, { tries: tries + 1 });
    if (!item) return;
    const answer = store === "queue"
      ? await send(`/lapor/${item.code}/${item.contest}/kirim/`, PATIENCE, reportBody(item, person))
      : await send(`/lapor/${item.code}/foto/?pemilu=${encodeURIComponent(item.election)}`, PHOTO_PATIENCE, photoBody(item, person));
    await settle(store, item, answer);
  };

  const waiting = async (store) =>
    (await (await db()).getAll(store)).filter((item) => item.state === "waiting").sort((a, b) => (a.at < b.at ? -1 : 1));

  const round = async (person) => {
    for (const store of ["queue", "photos"]) {
      for (const item of await waiting(store)) { await sendOne(store, item, person); tell(); }
    }
  };
  /* One sender at a time, also with two pages open. Returns "sent", or why not. */
  const sendAll = async () => {
    const who = now();
    if (!who || sending) return "busy";
    sending = true;
    tell();
    try {
      const held = navigator.locks ? await navigator.locks.request(`desk-lapor-${who.id}`, { ifAvailable: true }, async (lock) => {
        if (lock) await round(who.id);
        return Boolean(lock);
      }) : (await round(who.id), true);
      return held ? "sent" : "busy";
    } catch (error) {
      if (error.message === SIGNED_OUT || error.message === NO_NETWORK) return error.message;
      throw error;
    } finally {
      sending = false;
      tell();
    }
  };

  const same = (a, b) => JSON.stringify(Object.entries(a).sort()) === JSON.stringify(Object.entries(b).sort());
  /* Figures for a form: the same ones keep their key; other ones take the place of those not yet sent. */
  const put = async (report) => {
    const base = await db();
    const tx = base.transaction(["queue", "drafts"], "readwrite"), queue = tx.objectStore("queue");
    const before = (await queue.getAll()).filter((item) => item.form === report.form);
    const twin = before.find((item) => item.state === "waiting" && same(item.figures, report.figures));
    if (!twin) {
      const earlier = before.flatMap((item) => (item.tries ? [...item.earlier, item.id] : item.earlier));
      for (const item of before) queue.delete(item.id);
      queue.put({ ...report, id: random(), earlier, tries: 0, state: "waiting", said: "", at: new Date().toISOString() });
    }
    tx.objectStore("drafts").delete(report.form);
    await tx.done;
    tell();
  };
  const putPhotos = async (photos) => {
    await (await db()).put("photos", { ...photos, tries: 0, state: "waiting", said: "", at: new Date().toISOString() });
    tell();
  };
  const drop = async (store, id) => { await (await db()).delete(store, id); tell(); };
  const all = async () => {
    const base = await db();
    return { reports: await base.getAll("queue"), photos: await base.getAll("photos") };
  };

  window.DeskQueue = { put, putPhotos, drop, all, sendAll, supplies, busy: () => sending, SIGNED_OUT, NO_NETWORK };
})();
