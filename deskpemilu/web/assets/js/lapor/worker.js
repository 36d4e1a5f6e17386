/* The phone's helper below /lapor/: when the desk does not answer, the page's frame comes from the phone.
   It keeps files of the program and one empty frame, never a page with anybody's figures. */
"use strict";
const CACHE = `desk-lapor-${DESK.version}`;
const PATIENCE = 8000;

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(CACHE);
    await Promise.all([...DESK.files, DESK.frame].map(async (url) => {
      const answer = await fetch(url, { cache: "no-cache", credentials: "same-origin", redirect: "error" });
      if (!answer.ok) throw new Error(url);
      await cache.put(url, answer);
    }));
    await self.skipWaiting();
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith("desk-lapor-") && name !== CACHE) await caches.delete(name);
    }
    await self.clients.claim();
  })());
});

const kept = async (url) => (await caches.open(CACHE)).match(url);
const down = (status) => status === 502 || status === 503 || status === 504;

const page = async (request) => {
  const frame = await kept(DESK.frame);
  if (!frame) return fetch(request);
  if (!self.navigator.onLine) return frame;
  const late = new Promise((resolve) => { setTimeout(resolve, PATIENCE, null); });
  try {
    const answer = await Promise.race([fetch(request), late]);
    return !answer || down(answer.status) ? frame : answer;
  } catch {
    return frame;
  }
};
/* Files of the program come from the phone; a new version of the desk brings a new worker with new files. */
const file = async (request) => (await kept(new URL(request.url).pathname)) || fetch(request);

self.addEventListener("fetch", (event) => {
  const { request } = event, url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    if (url.pathname.startsWith("/lapor/")) event.respondWith(page(request));
  } else if (request.method === "GET" && DESK.files.includes(url.pathname)) {
    event.respondWith(file(request));
  }
});
