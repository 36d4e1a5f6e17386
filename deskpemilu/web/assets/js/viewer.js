/* The viewer of photos: zoom, drag, turn, light, pages; by mouse, finger and keyboard. One script for
   every viewer of a page; what was looked at survives when htmx draws the page anew. */
(() => {
  "use strict";
  if (window.DeskViewer) return;
  const MOST = 12, STEP = 1.3;
  const kept = new Map();   // frame → {turn, light}; address → the frame looked at last
  const states = new WeakMap();
  const pointers = new Map();

  const part = (root, name) => root.querySelector(`[data-ev-${name}]`);
  const frames = (root) => [...root.querySelectorAll("[data-ev-frame]")];
  const clamp = (value, low, high) => Math.min(high, Math.max(low, value));
  const fresh = () => ({ zoom: 1, x: 0, y: 0, turn: 0, brightness: 100, contrast: 100, invert: false });

  const stateOf = (root) => {
    if (!states.has(root)) states.set(root, { at: -1, name: "", view: fresh() });
    return states.get(root);
  };

  /* Size of the picture as it lies turned, and the scale at which it fits the stage. */
  const measure = (root) => {
    const { view } = stateOf(root), image = part(root, "image"), stage = part(root, "stage");
    const across = view.turn % 180 !== 0;
    const width = (across ? image.naturalHeight : image.naturalWidth) || 1;
    const height = (across ? image.naturalWidth : image.naturalHeight) || 1;
    return { width, height, fit: Math.min(stage.clientWidth / width, stage.clientHeight / height), stage, image };
  };

  const draw = (root) => {
    const { view } = stateOf(root), { width, height, fit, stage, image } = measure(root);
    const scale = fit * view.zoom, wide = width * scale, high = height * scale;
    const slackX = Math.max(0, (wide - stage.clientWidth) / 2), slackY = Math.max(0, (high - stage.clientHeight) / 2);
    view.x = clamp(view.x, -slackX, slackX);
    view.y = clamp(view.y, -slackY, slackY);
    const left = stage.clientWidth / 2 + view.x, top = stage.clientHeight / 2 + view.y;
    image.style.transform = `translate(${left}px, ${top}px) rotate(${view.turn}deg) scale(${scale}) ` +
      `translate(${-image.naturalWidth / 2}px, ${-image.naturalHeight / 2}px)`;
    image.style.filter = `brightness(${view.brightness}%) contrast(${view.contrast}%) invert(${view.invert ? 1 : 0})`;
    part(root, "level").textContent = `${Math.round(view.zoom * 100)}%`;
    root.dataset.zoom = view.zoom.toFixed(2);
    root.dataset.turn = String(view.turn);
  };

  const remember = (root) => {
    const { name, view } = stateOf(root);
    kept.set(name, { ...view });
  };

  const change = (root, edit) => {
    edit(stateOf(root).view);
    draw(root);
    remember(root);
  };

  /* Zoom so that what lies under a point of the stage stays there. */
  const zoom = (root, factor, point) => change(root, (view) => {
    const stage = part(root, "stage"), box = stage.getBoundingClientRect();
    const px = point ? point.x - box.left - box.width / 2 : 0, py = point ? point.y - box.top - box.height / 2 : 0;
    const after = clamp(view.zoom * factor, 1, MOST), by = after / view.zoom;
    view.x = px - (px - view.x) * by;
    view.y = py - (py - view.y) * by;
    view.zoom = after;
  });

  const lights = (root) => {
    const { view } = stateOf(root);
    root.querySelectorAll("[data-ev-range]").forEach((range) => { range.value = view[range.dataset.evRange]; });
    part(root, "invert").checked = view.invert;
  };

  const show = (root, at) => {
    const all = frames(root), state = stateOf(root), image = part(root, "image"), empty = part(root, "empty");
    if (!all.length) return;
    state.at = clamp(at, 0, all.length - 1);
    const frame = all[state.at];
    state.name = frame.dataset.evFrame;
    state.view = { ...(kept.get(state.name) || fresh()) };
    kept.set(location.pathname, state.name);
    all.forEach((other) => other.setAttribute("aria-current", String(other === frame)));
    root.querySelectorAll("[data-ev-about]").forEach((about) => { about.hidden = about.id !== frame.dataset.about; });
    part(root, "where").textContent = all.length > 1 ? `${state.at + 1} dari ${all.length}` : "";
    root.querySelector('[data-ev="prev"]').disabled = state.at === 0;
    root.querySelector('[data-ev="next"]').disabled = state.at === all.length - 1;
    const source = frame.dataset.src;
    image.hidden = !source;
    empty.hidden = Boolean(source);
    empty.textContent = source ? "" : frame.dataset.empty;
    if (source && image.getAttribute("src") !== source) {
      image.alt = frame.dataset.alt;
      image.src = source;
    }
    lights(root);
    if (source && image.complete && image.naturalWidth) draw(root);
  };

  const begin = (root) => {
    if (stateOf(root).at >= 0) return;
    const image = part(root, "image"), empty = part(root, "empty");
    image.addEventListener("load", () => { empty.hidden = true; draw(root); });
    image.addEventListener("error", () => {
      image.hidden = true;
      empty.hidden = false;
      empty.textContent = "Foto tidak dapat dimuat. Periksa jaringan, lalu muat ulang halaman.";
    });
    new ResizeObserver(() => { if (image.naturalWidth) draw(root); }).observe(part(root, "stage"));
    const last = frames(root).findIndex((frame) => frame.dataset.evFrame === kept.get(location.pathname));
    show(root, Math.max(0, last));
  };
  const beginAll = () => document.querySelectorAll("[data-viewer]").forEach(begin);

  const acts = {
    prev: (root) => show(root, stateOf(root).at - 1),
    next: (root) => show(root, stateOf(root).at + 1),
    in: (root) => zoom(root, STEP),
    out: (root) => zoom(root, 1 / STEP),
    fit: (root) => change(root, (view) => Object.assign(view, { zoom: 1, x: 0, y: 0 })),
    turn: (root) => change(root, (view) => { view.turn = (view.turn + 90) % 360; view.x = view.y = 0; }),
    light: (root) => { change(root, (view) => Object.assign(view, { brightness: 100, contrast: 100, invert: false })); lights(root); },
    invert: (root) => { change(root, (view) => { view.invert = !view.invert; }); lights(root); },
  };
  const rootOf = (target) => (target instanceof Element ? target.closest("[data-viewer]") : null);

  document.addEventListener("click", (event) => {
    const root = rootOf(event.target);
    if (!root) {
      document.querySelectorAll(".ev-light[open]").forEach((light) => { light.open = false; });
      return;
    }
    const tool = event.target.closest("[data-ev]"), frame = event.target.closest("[data-ev-frame]");
    if (tool) acts[tool.dataset.ev](root);
    else if (frame) show(root, frames(root).indexOf(frame));
  });

  document.addEventListener("input", (event) => {
    const root = rootOf(event.target), { evRange } = event.target.dataset || {};
    if (!root) return;
    if (evRange) change(root, (view) => { view[evRange] = Number(event.target.value); });
    else if ("evInvert" in event.target.dataset) change(root, (view) => { view.invert = event.target.checked; });
  });

  document.addEventListener("wheel", (event) => {
    const stage = event.target instanceof Element && event.target.closest("[data-ev-stage]");
    if (!stage) return;
    event.preventDefault();
    zoom(rootOf(stage), event.deltaY < 0 ? STEP : 1 / STEP, { x: event.clientX, y: event.clientY });
  }, { passive: false });

  document.addEventListener("dblclick", (event) => {
    const stage = event.target instanceof Element && event.target.closest("[data-ev-stage]");
    if (!stage) return;
    const root = rootOf(stage);
    if (stateOf(root).view.zoom > 1.05) acts.fit(root);
    else zoom(root, 2.5, { x: event.clientX, y: event.clientY });
  });

  /* One finger drags, two fingers pinch. */
  const middle = (points) => ({ x: (points[0].x + points[1].x) / 2, y: (points[0].y + points[1].y) / 2 });
  const apart = (points) => Math.hypot(points[0].x - points[1].x, points[0].y - points[1].y) || 1;
  document.addEventListener("pointerdown", (event) => {
    const stage = event.target instanceof Element && event.target.closest("[data-ev-stage]");
    if (!stage || event.button) return;
    stage.setPointerCapture(event.pointerId);
    stage.classList.add("is-held");
    pointers.set(event.pointerId, { stage, x: event.clientX, y: event.clientY });
  });
  document.addEventListener("pointermove", (event) => {
    const held = pointers.get(event.pointerId);
    if (!held) return;
    const root = rootOf(held.stage), before = [...pointers.values()].map(({ x, y }) => ({ x, y }));
    const dx = event.clientX - held.x, dy = event.clientY - held.y;
    Object.assign(held, { x: event.clientX, y: event.clientY });
    if (pointers.size === 1) {
      change(root, (view) => { view.x += dx; view.y += dy; });
    } else if (pointers.size === 2) {
      const now = [...pointers.values()];
      zoom(root, apart(now) / apart(before), middle(now));
    }
  });
  const release = (event) => {
    const held = pointers.get(event.pointerId);
    if (!held) return;
    pointers.delete(event.pointerId);
    if (!pointers.size) held.stage.classList.remove("is-held");
  };
  document.addEventListener("pointerup", release);
  document.addEventListener("pointercancel", release);

  /* While figures are typed the digits belong to the form; its boxes take none of these signs. */
  const KEYS = { "+": "in", "=": "in", "-": "out", "0": "fit", "[": "prev", "]": "next", ".": "turn", "*": "invert" };
  const IN_BOXES = new Set(["+", "[", "]", "*"]);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const root = rootOf(event.target) || document.querySelector("[data-viewer]");
    const { target } = event;
    if (!root || !KEYS[event.key] || document.querySelector("dialog[open]")) return;
    const typing = target instanceof HTMLElement && (target.isContentEditable || /^(TEXTAREA|SELECT|INPUT)$/.test(target.tagName));
    if (typing && !("box" in target.dataset && IN_BOXES.has(event.key))) return;
    event.preventDefault();
    acts[KEYS[event.key]](root);
  });
  document.addEventListener("keydown", (event) => {
    const stage = event.target instanceof Element && event.target.closest("[data-ev-stage]");
    const by = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] }[event.key];
    if (!stage || !by || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    change(rootOf(stage), (view) => { view.x += by[0]; view.y += by[1]; });
  });

  document.addEventListener("htmx:afterSettle", beginAll);
  window.DeskViewer = { begin: beginAll };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", beginAll);
  else beginAll();
})();
