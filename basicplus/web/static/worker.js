"use strict";
// Keeps the last week and the last hours that a worker saw, for when there is no network.
const HOME = new URL(self.registration.scope).pathname;
const PAGES = "basicplus" + HOME;
const KEPT = [HOME, HOME + "/hours"];

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (url.pathname.startsWith("/static/")) event.respondWith(asset(request));
  // The scope is a prefix, and /g/x/me is one of /g/x/members too.
  else if (request.mode === "navigate" && (url.pathname === HOME || url.pathname.startsWith(HOME + "/"))) event.respondWith(page(request));
});

async function asset(request) {
  return (await caches.match(request)) || fetch(request);
}

async function page(request) {
  const pages = await caches.open(PAGES);
  const { pathname } = new URL(request.url);
  try {
    const answer = await fetch(request);
    if (answer.status === 401 || answer.status === 403) await caches.delete(PAGES);
    else if (answer.ok && !answer.redirected && KEPT.includes(pathname)) await pages.put(pathname, answer.clone());
    return answer;
  } catch (error) {
    const kept = (await pages.match(pathname, { ignoreVary: true })) || (await pages.match(HOME, { ignoreVary: true }));
    if (kept) return marked(kept, pathname);
    throw error;
  }
}

// A kept page says that it is one, and whether it is another one than was asked for; what was done then is not news.
async function marked(kept, asked) {
  const headers = new Headers(kept.headers);
  for (const name of ["Content-Encoding", "Content-Length"]) headers.delete(name);
  const mark = `data-kept="${KEPT.includes(asked) ? "this" : "other"}"`;
  const page = (await kept.text()).replace('id="offline"', `id="offline" ${mark}`);
  return new Response(page.replace(/<p class="notice good" role="status">.*?<\/p>/s, ""), { status: kept.status, headers });
}
