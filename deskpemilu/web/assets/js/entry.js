/* The entry screen: running sums beside the boxes, red where an identity breaks, one sentence, the map
   of parts, and the strip before sending. Arithmetic, keys and drafts have files of their own. */
(() => {
  "use strict";
  const form = document.querySelector("[data-entry]");
  if (!form || !window.DeskSums) return;
  const plan = JSON.parse(document.getElementById("en-sums").textContent);
  const say = form.querySelector("[data-say]");
  const strip = document.getElementById("en-strip");
  const votesSum = form.querySelector("[data-sum-votes]");
  const outputs = new Map([...form.querySelectorAll("[data-sum]")].map((place) => [place.dataset.sum, place]));
  const groups = [...form.querySelectorAll("[data-group]")].map((part) => ({
    name: part.dataset.group,
    boxes: [...part.querySelectorAll("[data-box]")],
    button: form.querySelector(`[data-part-of="${CSS.escape(part.dataset.group)}"]`),
  }));
  const dots = (n) => String(n).replace(/\B(?=(\d{3})+(?!\d))/g, ".");
  let findings = []; // what the desk's rules said of the figures as they still stand
  let typing = null; // the box that is being changed: what it breaks is shown when it is left

  const figures = () => {
    const found = {};
    for (const box of keys.boxes) if (/^\d+$/.test(box.value)) found[box.name] = Number(box.value);
    return found;
  };
  const touches = (rule, name) =>
    rule.left === name || rule.right.includes(name) || (rule.right.includes(DeskSums.VOTES) && form.elements[name].dataset.vote !== undefined);

  /* Sums beside the boxes, at every key */
  const showSums = (state) => {
    for (const [name, place] of outputs) {
      const sums = state.sums[name] || [];
      const wrong = state.broken.find((rule) => rule.left === name);
      const shown = wrong || sums[0];
      const written = form.elements[name].value;
      const fits = sums.length > 0 && !wrong && /^\d+$/.test(written) && sums.every((sum) => sum.whole);
      place.textContent = shown ? `${wrong ? "≠" : "="} ${dots(shown.computed)}${fits ? " ✓" : ""}` : "";
      place.dataset.fits = wrong ? "no" : fits ? "yes" : "";
    }
    if (votesSum) votesSum.textContent = state.any ? `jumlah sejauh ini ${dots(state.votes)}` : "";
  };

  /* Red where an identity breaks: the row that is written, and the rows it is held against */
  const marks = (state) => {
    const found = new Map();
    const weight = { broken: 3, warned: 2, beside: 1 };
    const put = (name, mark) => { if (weight[mark] > (weight[found.get(name)] || 0)) found.set(name, mark); };
    for (const finding of findings) {
      if (finding.severity === "info") continue;
      const mark = finding.severity === "galat" ? "broken" : "warned";
      const rows = finding.rows.length > 4 ? finding.rows.slice(0, 1) : finding.rows;
      rows.forEach((name) => put(name, finding.suspect ? "beside" : mark));
      if (finding.suspect) put(finding.suspect, mark);
    }
    for (const rule of state.broken) {
      if (typing && touches(rule, typing.name)) continue;
      if (known(rule)) continue;
      put(rule.left, "broken");
      if (rule.right.length <= 3) rule.right.forEach((name) => put(name, "broken"));
    }
    return found;
  };
  const known = (rule) => findings.some((each) => each.code === rule.code && each.rows[0] === rule.left);
  const sentence = (rule) => {
    const right = rule.right.length > 4 ? "suara partai dan calonnya" : rule.right.map((name) => plan.labels[name] || name).join(" + ");
    const verb = rule.right.length > 1 ? "berjumlah " : "";
    return `${plan.labels[rule.left]} tertulis ${rule.written}, sedangkan ${right} ${verb}${rule.computed}.`;
  };
  const showSay = (state) => {
    const fresh = state.broken.filter((rule) => !(typing && touches(rule, typing.name)) && !known(rule)).map(sentence);
    const told = findings.filter((each) => each.severity !== "info").map((each) => each.text);
    const all = [...fresh, ...told];
    say.hidden = all.length === 0;
    say.textContent = all.length ? all[0] + (all.length > 1 ? ` (${all.length - 1} catatan lain)` : "") : "";
  };
  const showMap = (marked) => {
    for (const part of groups) {
      if (!part.button) continue;
      const filled = part.boxes.filter((box) => box.value).length;
      const broken = part.boxes.some((box) => marked.get(box.name) === "broken");
      const state = broken ? "broken" : filled === part.boxes.length ? "done" : filled ? "begun" : "";
      part.button.dataset.state = state;
      part.button.querySelector(".en-part-mark").textContent = broken ? "!" : state === "done" ? "✓" : filled ? `${part.boxes.length - filled}` : "";
      part.button.setAttribute("aria-label", `${part.button.title}: ${filled} dari ${part.boxes.length} kotak${broken ? ", tidak cocok" : ""}`);
    }
  };
  const show = () => {
    const state = DeskSums.evaluate(figures(), plan);
    const marked = marks(state);
    for (const box of keys.boxes) {
      box.dataset.mark = marked.get(box.name) || "";
      if (marked.get(box.name) === "broken") box.setAttribute("aria-invalid", "true");
      else box.removeAttribute("aria-invalid");
    }
    showSums(state);
    showSay(state);
    showMap(marked);
  };

  /* A15: the words on paper say another figure than the digits. `h` in a vote box asks for it. */
  const wordsBox = (box, value) => {
    const name = `huruf:${box.name}`;
    let input = form.elements[name];
    if (!input) {
      input = document.createElement("input");
      Object.assign(input, { name, className: "en-words", maxLength: 4, inputMode: "numeric", autocomplete: "off", placeholder: "huruf" });
      input.setAttribute("aria-label", `${box.getAttribute("aria-label")}: angka menurut huruf`);
      box.closest(".en-cell").append(input);
    }
    if (value !== undefined) input.value = value;
    return input;
  };
  const words = (box) => {
    const open = form.elements[`huruf:${box.name}`];
    if (open) { open.remove(); draft.changed(); box.focus(); } else wordsBox(box).focus();
  };

  const collect = () => {
    const boxes = {}, said = {};
    for (const box of keys.boxes) if (box.value) boxes[box.name] = box.value;
    form.querySelectorAll(".en-words").forEach((input) => { if (/^\d+$/.test(input.value)) said[input.name.slice(6)] = input.value; });
    return { boxes, words: said };
  };
  const apply = (boxes, said) => {
    for (const box of keys.boxes) box.value = boxes[box.name] || "";
    for (const [name, value] of Object.entries(said || {})) if (form.elements[name]) wordsBox(form.elements[name], value);
    findings = [];
    show();
  };

  const keys = window.DeskEntryKeys(form, { words });
  const draft = window.DeskDraft(form, {
    collect,
    apply,
    answered: (data, current) => { if (current) { findings = data.findings; show(); } },
  });
  Object.entries(JSON.parse(document.getElementById("en-words").textContent)).forEach(([name, value]) => {
    if (form.elements[name]) wordsBox(form.elements[name], value);
  });

  form.addEventListener("input", (event) => {
    const box = event.target.closest("[data-box]");
    if (box) {
      typing = box;
      findings = findings.filter((each) => !each.rows.includes(box.name) && !(box.dataset.vote !== undefined && each.rows.includes(DeskSums.VOTES)));
    }
    if (!box && !event.target.closest(".en-words")) return;
    strip.replaceChildren();
    draft.changed();
    show();
  });
  form.addEventListener("focusout", (event) => { if (event.target === typing) { typing = null; show(); } });
  form.addEventListener("focusin", (event) => { if (event.target.closest("[data-box]")) event.target.select(); });

  /* Sending */
  form.addEventListener("htmx:afterRequest", (event) => {
    const xhr = event.detail.xhr;
    if (xhr && xhr.getResponseHeader("HX-Redirect")) draft.over();
  });
  form.addEventListener("htmx:beforeRequest", (event) => {
    if (!navigator.onLine) { event.preventDefault(); draft.unsent(0); }
  });
  form.addEventListener("htmx:sendError", () => draft.unsent(0));
  form.addEventListener("htmx:responseError", (event) => draft.unsent(event.detail.xhr.status));
  form.addEventListener("htmx:afterSwap", () => {
    const first = strip.querySelector("[data-go], [data-as-it-is]");
    if (first) first.focus();
  });

  draft.begin();
  show();
  if (!strip.querySelector("[data-look]") && window.matchMedia("(hover: hover)").matches) keys.first();
})();
