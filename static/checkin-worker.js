// Keeps one event's list on the organizer's phone: the page and what it is made of, for when there is no net.
// It answers for that page alone. Whoever is signed out finds nothing kept.
const SHELF = `checkin-list:${self.registration.scope}`;

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    await self.skipWaiting();
    await keep(new Request(self.registration.scope));
  })());
});

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

async function keep(request) {
  const response = await fetch(request);
  const shelf = await caches.open(SHELF);
  if (response.redirected || response.status === 404) {
    await caches.delete(SHELF);
  } else if (response.ok) {
    await shelf.put(request, response.clone());
    if (request.mode === "navigate" || request.url === self.registration.scope) await keepParts(shelf, response.clone());
  }
  return response;
}

// The page's styles and scripts came before this worker did: they are fetched once more for the shelf.
async function keepParts(shelf, page) {
  const found = [...(await page.text()).matchAll(/(?:href|src)="(\/static\/[^"]+\.(?:css|js|svg))"/g)];
  await Promise.all(found.map(async ([, path]) => {
    if (!(await shelf.match(path))) await shelf.add(path);
  }));
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const isStatic = new URL(request.url).pathname.startsWith("/static/");
  event.respondWith((async () => {
    const kept = await caches.match(request, { ignoreVary: true });
    if (isStatic && kept) return kept;
    try {
      return await keep(request);
    } catch (error) {
      if (kept) return kept;
      throw error;
    }
  })());
});
