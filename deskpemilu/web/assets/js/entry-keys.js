/* Keys of the entry screen: figures, Enter, Backspace, arrows, "-", "/" and "h". No mouse needed. */
"use strict";
window.DeskEntryKeys = (form, { words }) => {
  const boxes = [...form.querySelectorAll("[data-box]")];
  const send = form.querySelector("[data-send]");
  const goto = form.querySelector("[data-goto]");
  const gotoBox = form.querySelector("[data-goto-box]");
  let from = null;

  const focus = (box) => {
    if (!box) return;
    box.focus();
    box.select();
  };
  const step = (box, by) => focus(boxes[boxes.indexOf(box) + by]);
  const onward = (box) => {
    const following = boxes[boxes.indexOf(box) + 1];
    if (following) focus(following);
    else send.focus();
  };
  /* Up and down stay in the column L, P or J where the paper has columns. */
  const vertical = (box, by) => {
    const part = box.dataset.part;
    if (!part) return step(box, by);
    let at = boxes.indexOf(box) + by;
    while (boxes[at] && boxes[at].dataset.part && boxes[at].dataset.part !== part) at += by;
    return focus(boxes[at]);
  };
  const atEdge = (box, side) =>
    box.selectionStart === box.selectionEnd && box.selectionStart === (side < 0 ? 0 : box.value.length);

  const group = (name) => form.querySelector(`[data-group="${CSS.escape(name.toLowerCase())}"]`);
  const reach = (name) => {
    const wanted = group(name) || form.querySelector(`[data-group^="${CSS.escape(name.toLowerCase())}."]`);
    const inside = wanted ? [...wanted.querySelectorAll("[data-box]")] : [];
    const found = inside.find((box) => !box.value) || inside[0];
    if (found) { found.scrollIntoView({ block: "center" }); focus(found); }
    return Boolean(found);
  };

  /* Alt + number goes straight to a party; two figures within a moment are one number. */
  let typedNumber = "", typedAt = 0;
  const direct = (digit) => {
    typedNumber = Date.now() - typedAt < 700 ? typedNumber + digit : digit;
    typedAt = Date.now();
    if (!reach(typedNumber)) { typedNumber = digit; reach(digit); }
  };

  const put = (box, text) => {
    box.value = text;
    box.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const special = {
    Enter: (box) => onward(box),
    ArrowUp: (box) => vertical(box, -1),
    ArrowDown: (box) => vertical(box, 1),
    "-": (box) => put(box, "-"),
    "/": (box) => { from = box; goto.hidden = false; gotoBox.value = ""; gotoBox.focus(); },
    h: (box) => { if ("vote" in box.dataset) words(box); },
  };
  special.H = special.h;

  const onBox = (event, box) => {
    if (event.altKey && /^Digit\d$|^Numpad\d$/.test(event.code)) {
      event.preventDefault();
      direct(event.code.slice(-1));
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const act = special[event.key];
    if (act) { event.preventDefault(); act(box); return; }
    if (event.key === "Backspace" && box.value === "") { event.preventDefault(); step(box, -1); return; }
    if (event.key === "ArrowLeft" && atEdge(box, -1)) { event.preventDefault(); step(box, -1); return; }
    if (event.key === "ArrowRight" && atEdge(box, 1)) { event.preventDefault(); step(box, 1); return; }
    /* A figure after "-" begins anew; anything else but a figure is not for a box. */
    if (/^\d$/.test(event.key)) { if (box.value === "-") box.value = ""; return; }
    if (event.key.length === 1) event.preventDefault();
  };

  form.addEventListener("keydown", (event) => {
    const target = event.target;
    if (target === gotoBox) {
      if (event.key === "Enter") { event.preventDefault(); goto.hidden = true; if (!reach(gotoBox.value.trim())) focus(from); }
      if (event.key === "Escape") { event.preventDefault(); goto.hidden = true; focus(from); }
      return;
    }
    const box = target instanceof HTMLInputElement && target.closest("[data-box]");
    if (box) { onBox(event, box); return; }
    if (target instanceof HTMLInputElement && target.name.startsWith("huruf:") && event.key === "Enter") {
      event.preventDefault();
      onward(form.elements[target.name.slice(6)]);
      return;
    }
    if (target === send && (event.key === "ArrowUp" || event.key === "Backspace")) { event.preventDefault(); focus(boxes.at(-1)); }
  });

  /* What a phone's keyboard or a paste brings: only figures, or one "-". */
  form.addEventListener("beforeinput", (event) => {
    const box = event.target instanceof HTMLInputElement && event.target.closest("[data-box]");
    if (!box || event.data === null || event.data === undefined) return;
    if (!/^(\d+|-)$/.test(event.data)) event.preventDefault();
    else if (box.value === "-") box.value = "";
  });
  form.addEventListener("paste", (event) => {
    const box = event.target instanceof HTMLInputElement && event.target.closest("[data-box]");
    if (!box) return;
    const text = (event.clipboardData.getData("text") || "").replace(/[.\s]/g, "");
    event.preventDefault();
    if (/^\d{1,4}$/.test(text)) put(box, text);
  });
  form.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const part = target && target.closest("[data-part-of]");
    if (part) reach(part.dataset.partOf);
    const go = target && target.closest("[data-go]");
    if (go) { const box = form.elements[go.dataset.go]; if (box) { box.scrollIntoView({ block: "center" }); focus(box); } }
  });

  return { boxes, focus, first: () => focus(boxes.find((box) => !box.value) || boxes[0]) };
};
