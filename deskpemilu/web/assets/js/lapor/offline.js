/* The frame that a phone shows while the desk cannot be reached: my TPS, a form, its check, keeping it.
   Same steps and same words as the pages of the desk; everything comes from this phone's own store. */
(() => {
  "use strict";
  if (!window.DeskPage) return;
  const store = window.DeskStore, queue = window.DeskQueue;
  const { make, button, restore } = window.DeskPage;
  const main = document.getElementById("layar");
  const show = (...nodes) => { main.replaceChildren(...nodes.filter((node) => node)); window.scrollTo(0, 0); };
  const dots = (n) => String(n).replace(/\B(?=(\d{3})+(?!\d))/g, ".");
  const figure = (text) => (/^(\d{1,5}|\d{1,2}\.\d{3})$/.test(text) ? Number(text.replace(".", "")) : null);
  const go = (path) => { history.pushState(null, "", path); draw(); };
  const link = (href, attributes, ...inside) => {
    const node = make("a", { href, ...attributes }, ...inside);
    node.addEventListener("click", (event) => { event.preventDefault(); go(href); });
    return node;
  };
  const again = () => button("Coba sambungkan lagi", () => location.reload(), "lp-big lp-second");

  /* Where a form stands: what waits on this phone comes before what the desk last said */
  const stateOf = (form, mine) => {
    if (mine?.state === "refused") return { tone: "warn", mark: "!", word: "perlu diperbaiki" };
    if (mine) return { tone: "warn", mark: "↑", word: "tersimpan di HP" };
    return { tone: form.tone, mark: form.mark, word: form.reason ? `${form.word}: ${form.reason}` : form.word };
  };
  const stateLine = (form, mine, named) => {
    const { tone, mark, word } = stateOf(form, mine);
    return make("span", { class: `lp-state tone-${tone}` }, make("span", { "aria-hidden": "true" }, mark), ` ${named ? `${form.short}: ` : ""}${word}`);
  };
  const rows = async () => {
    const base = await store.db(), { election } = store.now();
    const tps = (await base.getAll("tps")).filter((each) => each.election === election);
    const waiting = new Map((await base.getAll("queue")).map((item) => [item.form, item]));
    return { tps, mine: (each, form) => waiting.get(store.formId(each.election, each.code, form.contest)) };
  };

  const list = async (area) => {
    const { tps, mine } = await rows();
    const chosen = tps.filter((each) => each.code.startsWith(area));
    const shown = chosen.length ? chosen : tps;
    show(
      make("h1", {}, "TPS saya"),
      make("ul", { class: "lp-list" }, ...shown.map((each) => make("li", {},
        link(each.forms.length === 1 ? `/lapor/${each.code}/${each.forms[0].contest}/` : `/lapor/${each.code}/`, { class: "lp-tps" },
          make("span", { class: "lp-name" }, `TPS ${each.number} `, make("small", {}, `${each.desa}, Kec. ${each.kecamatan}`)),
          make("span", { class: "lp-go" }, "Lapor ›"),
          make("span", { class: "lp-states" }, ...each.forms.map((form) => stateLine(form, mine(each, form), each.forms.length > 1))))))),
      shown.length ? null : make("p", { class: "say" }, "Daftar TPS Anda belum tersimpan di HP ini. Buka halaman ini sekali ketika ada sinyal."),
      again());
  };

  const tpsPage = async (code) => {
    const { tps, mine } = await rows(), each = tps.find((one) => one.code === code);
    if (!each) { await list(code.slice(0, 10)); return; }
    show(
      make("p", {}, link(`/lapor/?wilayah=${each.desa_code}`, {}, `‹ TPS ${each.desa}`)),
      make("h1", {}, `TPS ${each.number} ${each.desa}`),
      make("p", { class: "quiet" }, `Kec. ${each.kecamatan}${each.dpt ? ` · DPT ${dots(each.dpt)}` : ""}. Pilih pemilihan yang akan dilaporkan.`),
      make("ul", { class: "lp-list" }, ...each.forms.map((form) => make("li", {},
        link(`/lapor/${code}/${form.contest}/`, { class: "lp-tps" },
          make("span", { class: "lp-name" }, `${form.short} `, make("small", {}, form.name)), make("span", { class: "lp-go" }, "›"),
          make("span", { class: "lp-states" }, stateLine(form, mine(each, form), false)))))),
      photoForm(each));
  };
  const photoForm = (each) => {
    const options = [make("option", { value: "" }, "semua / belum tahu"), ...each.forms.map((form) => make("option", { value: form.contest }, form.short))];
    const file = make("input", { type: "file", class: "form-control", id: "foto-berkas", name: "foto", accept: "image/*", multiple: "", required: "" });
    const kind = make("select", { class: "form-select", id: "foto-jenis", name: "jenis" }, ...options);
    return make("form", { class: "ev-upload", "data-lapor-foto": "", "data-election": each.election, "data-code": each.code, "data-label": `Foto TPS ${each.number} ${each.desa}` },
      make("h2", {}, "Foto C.Hasil"),
      make("input", { type: "hidden", name: "kunci", value: store.random() }),
      make("div", { class: "field" }, make("label", { class: "form-label", for: "foto-berkas" }, "Foto C.Hasil (semua halaman sekaligus)"), file),
      make("div", { class: "field" }, make("label", { class: "form-label", for: "foto-jenis" }, "Pemilihan"), kind),
      make("button", { type: "submit", class: "ev-send" }, "Simpan foto di HP"));
  };

  const steps = (at) => make("ol", { class: "lp-steps", "aria-label": "Langkah" }, ...["1 TPS", "2 Angka", "3 Periksa", "4 Kirim"].map((name, index) =>
    make("li", index + 1 === at ? { "aria-current": "step" } : {}, name)));
  const boxRow = (box) => make("label", { class: "box" },
    make("span", { class: "box-name" }, box.label, box.detail ? make("span", { class: "quiet" }, ` ${box.detail}`) : null),
    make("span", { class: "box-sum quiet num", "data-sum-for": box.name }),
    make("input", { class: "form-control num box-figure", name: box.name, inputmode: "numeric", autocomplete: "off", maxlength: "6", "data-box": box.name, ...(box.part ? { "data-part": box.part } : {}) }));

  const formPage = async (code, contest) => {
    const { tps } = await rows(), each = tps.find((one) => one.code === code);
    const form = each?.forms.find((one) => one.contest === contest);
    const ballot = form && await (await store.db()).get("ballots", form.ballot);
    if (!ballot) { await list(code.slice(0, 10)); return; }
    const label = `${form.short} TPS ${each.number} ${each.desa}`;
    const inputs = make("form", { class: "lp-form", "data-sums": "", "data-lapor-isi": "", "data-election": each.election, "data-code": code, "data-contest": contest, "data-label": label },
      make("input", { type: "hidden", name: "dasar", value: form.basis }),
      make("div", { class: "boxes" }, ...ballot.boxes.map(boxRow)),
      make("p", { class: "quiet" }, "Tulis sesuai C.Hasil. Kosongkan yang belum ada; jumlah yang kosong dihitung sendiri."),
      make("button", { type: "submit", class: "lp-big" }, "Periksa"));
    inputs.addEventListener("submit", (event) => { event.preventDefault(); checkPage(each, form, ballot.boxes, inputs); });
    const head = make("h1", {}, `${form.short} · TPS ${each.number} ${each.desa}`);
    const held = form.state !== "missing" && make("p", { class: "say" }, `Keadaan terakhir di desk: ${form.word}${form.reason ? `: ${form.reason}` : ""}. Angka lain akan menjadi ralat Anda atau diputuskan camat.`);
    show(make("p", {}, link(`/lapor/?wilayah=${each.desa_code}`, {}, `‹ TPS ${each.desa}`)), steps(2), head, held || null, inputs);
    await restore(inputs);
  };

  /* The sums the desk would work out too; what does not add up is said, and may be sent as it stands */
  const completed = (boxes, inputs) => {
    const typed = Object.fromEntries(boxes.map((box) => [box.name, inputs.elements[box.name].value.trim()]));
    const wrong = boxes.filter((box) => !["", "-"].includes(typed[box.name]) && figure(typed[box.name]) === null);
    const figures = Object.fromEntries(boxes.map((box) => [box.name, figure(typed[box.name])]));
    const votes = boxes.filter((box) => box.part === "votes").map((box) => figures[box.name]);
    const sum = votes.reduce((all, each) => all + (each ?? 0), 0), whole = votes.every((each) => each !== null);
    if (figures.suara_sah === null && whole) figures.suara_sah = sum;
    if (figures.suara_total === null && figures.suara_sah !== null && figures.suara_tidak_sah !== null) figures.suara_total = figures.suara_sah + figures.suara_tidak_sah;
    return { figures, wrong, sum, whole, none: votes.every((each) => each === null) };
  };
  const complaints = ({ figures, sum, whole }, each) => {
    const said = [], { suara_sah: valid, suara_tidak_sah: invalid, suara_total: total } = figures;
    if (whole && valid !== null && valid !== sum) said.push(`Perolehan berjumlah ${dots(sum)}, tetapi suara sah tertulis ${dots(valid)}.`);
    if (valid !== null && invalid !== null && total !== null && valid + invalid !== total) said.push(`Suara sah dan tidak sah berjumlah ${dots(valid + invalid)}, tetapi jumlah suara tertulis ${dots(total)}.`);
    const most = each.dpt && each.dpt + Math.ceil(each.dpt * 0.02);
    if (most && (total ?? sum) > most) said.push(`Jumlah suara ${dots(total ?? sum)} melebihi surat suara TPS ini (DPT ${dots(each.dpt)} dan cadangannya).`);
    return said;
  };
  const refuse = (inputs, text) => {
    inputs.querySelector(".say-error")?.remove();
    inputs.prepend(make("p", { class: "say say-error", role: "alert" }, text));
    window.scrollTo(0, 0);
  };
  const checkPage = (each, form, boxes, inputs) => {
    const done = completed(boxes, inputs);
    if (done.wrong.length) { refuse(inputs, `${done.wrong[0].label}: “${inputs.elements[done.wrong[0].name].value.slice(0, 20)}” bukan angka. Tulis angka saja, misalnya 123.`); return; }
    if (done.none) { refuse(inputs, "Angka perolehan suara belum diisi. Isi sesuai C.Hasil; bila kosong tulis 0."); return; }
    const figures = Object.fromEntries(Object.entries(done.figures).filter(([, value]) => value !== null).map(([name, value]) => [name, String(value)]));
    const said = complaints(done, each), missing = boxes.filter((box) => figures[box.name] === undefined).map((box) => box.label);
    const keep = async () => {
      const { election, code, contest, label } = inputs.dataset;
      await queue.put({ form: store.formId(election, code, contest), election, code, contest, label, figures, basis: inputs.elements.dasar.value, typed: new Date().toISOString() });
      go(`/lapor/?wilayah=${code.slice(0, 10)}`);
      await queue.sendAll();
    };
    const back = () => show(...before);
    const before = [...main.childNodes];
    show(steps(3),
      make("h1", {}, `${form.short} · TPS ${each.number} ${each.desa}`),
      make("p", { class: "quiet" }, `Kec. ${each.kecamatan}. Cocokkan sekali lagi dengan C.Hasil.`),
      ...said.map((text) => make("p", { class: "say say-error" }, text)),
      missing.length ? make("p", { class: "say" }, `Belum diisi: ${missing.join(", ")}. Boleh menyusul.`) : null,
      make("dl", { class: "lp-check" }, ...boxes.filter((box) => figures[box.name] !== undefined).map((box) =>
        make("div", {}, make("dt", {}, box.label, box.detail ? make("span", { class: "quiet" }, ` ${box.detail}`) : null), make("dd", { class: "num" }, dots(figures[box.name]))))),
      make("div", { class: "lp-send" },
        ...(said.length
          ? [button("Ubah angka", back, "lp-big"), button("Di C.Hasil memang demikian, simpan", keep, "lp-big lp-second")]
          : [button("Simpan, kirim begitu ada sinyal", keep, "lp-big"), button("Ubah angka", back, "lp-big lp-second")])));
  };

  const closed = () => show(
    make("h1", {}, "Desk belum dapat dihubungi"),
    make("p", { class: "say" }, "Sambungkan HP ke jaringan, lalu masuk. Kiriman yang masih tersimpan di HP ini tetap aman dan hanya tampak bagi pemiliknya setelah ia masuk."),
    again());
  const draw = async () => {
    if (!store.mayShow()) { closed(); return; }
    const [, , code, contest] = location.pathname.split("/");
    if (/^\d{13}$/.test(code || "") && contest) await formPage(code, contest);
    else if (/^\d{13}$/.test(code || "")) await tpsPage(code);
    else await list((new URLSearchParams(location.search).get("wilayah") || "").replace(/\D/g, ""));
  };
  window.addEventListener("popstate", draw);
  /* Once the desk answers again, the list comes from the desk; nobody who types is interrupted. */
  document.addEventListener("lapor:sent", () => { if (!main.querySelector("[data-lapor-isi], .lp-send")) location.assign("/lapor/"); });
  document.addEventListener("lapor:queue", () => { if (main.querySelector(".lp-list")) draw(); });
  draw();
})();
