/* What this phone keeps: one database for each person, and who is using the phone now.
   Nobody's rows are ever shown while somebody else, or nobody, is signed in here. */
(() => {
  "use strict";
  const NOW = "desk-lapor-kini", OTHERS = "desk-lapor-lain", LEFT = "desk-lapor-keluar", STORES = ["tps", "ballots", "drafts", "queue", "photos", "news"];
  const name = (id) => `desk-lapor-${id}`;
  const read = (key) => { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } };
  const write = (key, value) => {
    try { if (value === null) localStorage.removeItem(key); else localStorage.setItem(key, JSON.stringify(value)); } catch { /* private window */ }
  };

  /* Who: {id, name, until, locked, election}. Locked when the desk said "signed out". */
  const now = () => read(NOW);
  const note = (changes) => write(NOW, { ...now(), ...changes });
  const mayShow = () => {
    const who = now();
    return Boolean(who && !who.locked && who.until && Date.now() < Date.parse(who.until));
  };

  const opened = {};
  const open = (id) => {
    opened[id] ||= idb.openDB(name(id), 1, {
      upgrade: (db) => {
        for (const store of STORES) db.createObjectStore(store, { keyPath: "id", autoIncrement: store === "news" });
      },
      blocking: () => { opened[id]?.then((db) => db.close()); delete opened[id]; },
    });
    return opened[id];
  };
  const db = async () => {
    const who = now();
    if (!who) throw new Error("nobody");
    return open(who.id);
  };

  /* Sign-out, or another person on this phone: lists go; what was never sent stays for its owner. */
  const forget = async (id) => {
    (await open(id)).close();
    delete opened[id];
    await idb.deleteDB(name(id));
    write(OTHERS, (read(OTHERS) || []).filter((other) => other !== id));
  };
  const leave = async (id) => {
    const theirs = await open(id);
    const unsent = (await theirs.count("queue")) + (await theirs.count("photos"));
    if (!unsent) { await forget(id); return; }
    for (const store of ["tps", "ballots", "news"]) await theirs.clear(store);
    write(OTHERS, [...new Set([...(read(OTHERS) || []), id])]);
  };
  const enter = async (id, person) => {
    const before = now();
    if (before && before.id !== id) {
      write(NOW, null);
      await leave(before.id);
    }
    write(OTHERS, (read(OTHERS) || []).filter((other) => other !== id));
    note({ id, name: person, locked: false });
  };
  /* Who wanted to sign out: without network the desk does not hear of it, and is told at the next page.
     The sign-in page forgets it (lock.js). */
  const left = (id) => read(LEFT) === id;
  const signOutLater = () => {
    const who = now();
    if (who) write(LEFT, who.id);
    note({ locked: true });
  };
  const signOut = async () => {
    const who = now();
    if (who) write(LEFT, who.id);
    write(NOW, null);
    if (who) await forget(who.id);
  };

  const where = (election, code) => `${election}/${code}`;
  const formId = (election, code, contest) => `${election}/${code}/${contest}`;

  /* Supplies as the desk told them, in place of those of the same area. */
  const keepSupplies = async (told) => {
    note({ id: told.person.id, name: told.person.name, until: told.until, election: told.election, locked: false });
    if (told.by_desa) return;
    const tx = (await db()).transaction(["tps", "ballots"], "readwrite");
    const [places, ballots] = [tx.objectStore("tps"), tx.objectStore("ballots")];
    const area = where(told.election, told.area), listed = new Set(told.tps.map((tps) => where(told.election, tps.code)));
    for (const id of await places.getAllKeys()) {
      if (id.startsWith(area) && !listed.has(id)) places.delete(id);
    }
    for (const [ballot, boxes] of Object.entries(told.ballots)) ballots.put({ id: `${area}|${ballot}`, boxes });
    for (const tps of told.tps) {
      const forms = tps.forms.map((form) => ({ ...form, ballot: `${area}|${form.ballot}` }));
      places.put({ ...tps, forms, id: where(told.election, tps.code), election: told.election });
    }
    await tx.done;
  };
  const setForm = async (election, code, told) => {
    const base = await db(), tps = await base.get("tps", where(election, code));
    if (!tps) return;
    tps.forms = tps.forms.map((form) => (form.contest === told.contest ? { ...form, ...told, ballot: form.ballot } : form));
    await base.put("tps", tps);
  };

  const random = () => {
    if (crypto.randomUUID) return crypto.randomUUID();
    return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  };

  window.DeskStore = { now, note, mayShow, db, enter, left, signOut, signOutLater, keepSupplies, setForm, where, formId, random };
})();
