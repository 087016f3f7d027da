// What stays on the phone. Pages of the shell open without a network; entries are written down here before they are
// sent, and wait until they have arrived. SHELL, set before this script, says what is kept. No page of anybody is kept.
const CACHE = `shell-${SHELL.version}`;
const AGAIN = "kept";
const ANSWERS_WITHIN_MS = 5_000;
const ARRIVES_WITHIN_MS = 10_000;
const TOO_MUCH = "This was too much to be taken. Shorten it a little.";
const sending = new Set();
let flushing = null;

// --- what is written down ------------------------------------------------------------------------------------------

function database() {
  return new Promise((done, failed) => {
    const asked = indexedDB.open("kept", 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("entries", { keyPath: "key" });
      asked.result.createObjectStore("facts");
    };
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
}

// One step on one store. A written one is on the disk when this is done, also if the phone goes off the moment after.
async function step(store, mode, work) {
  const open = await database();
  try {
    return await new Promise((done, failed) => {
      const turn = open.transaction(store, mode, { durability: "strict" });
      const asked = work(turn.objectStore(store));
      turn.oncomplete = () => done(asked.result);
      turn.onabort = turn.onerror = () => failed(turn.error);
    });
  } finally {
    open.close();
  }
}

const put = (entry) => step("entries", "readwrite", (store) => store.put(entry));
const drop = (key) => step("entries", "readwrite", (store) => store.delete(key));
const one = (key) => step("entries", "readonly", (store) => store.get(key));
const fact = (name) => step("facts", "readonly", (store) => store.get(name));
const setFact = (name, value) => step("facts", "readwrite", (store) => store.put(value, name));
const owner = () => fact("owner").then((found) => found ?? "");
const setOwner = (name) => setFact("owner", name);

async function all() {
  const found = await step("entries", "readonly", (store) => store.getAll());
  return found.sort((a, b) => a.made - b.made);
}

async function counts() {
  const [me, found] = [await owner(), await all()];
  const mine = found.filter((entry) => entry.owner === me);
  const refused = mine.filter((entry) => entry.state === "refused").length;
  return { owner: me, mine: mine.length, refused, others: found.length - mine.length };
}

// --- sending -------------------------------------------------------------------------------------------------------

async function whoIsSignedIn() {
  const answer = await fetch(SHELL.kept, { cache: "no-store", signal: AbortSignal.timeout(ARRIVES_WITHIN_MS) });
  return answer.json();
}

function post(entry, token, seen) {
  const body = new URLSearchParams(entry.fields);
  const { key, owner, form, zone, made, typed } = entry;
  const about = { key, owner, form, zone, made, typed };
  for (const [name, value] of Object.entries({ ...about, sent: Date.now(), seen: seen ? "yes" : "" })) body.set(name, value);
  const headers = { "X-CSRFToken": token };
  return fetch(SHELL.kept, { method: "POST", body, headers, signal: AbortSignal.timeout(ARRIVES_WITHIN_MS) });
}

// The token of the page first; a page that waited on the phone has none, or an old one.
async function answerTo(entry, token, seen) {
  const answer = token ? await post(entry, token, seen) : null;
  if (answer && answer.status !== 403) return answer;
  const who = await whoIsSignedIn();
  return who.owner === entry.owner ? post(entry, who.token, seen) : { status: who.owner ? 409 : 401 };
}

// saved, refused, signed-out, other, or waiting: whatever is not certain to have arrived stays and goes again.
async function deliver(entry, token, seen) {
  sending.add(entry.key);
  try {
    const answer = await answerTo(entry, token, seen);
    if (answer.status === 401) return { state: "signed-out" };
    if (answer.status === 409) return { state: "other" };
    if (answer.status === 400 || answer.status === 413) return await refuse(entry, [{ field: "", said: TOO_MUCH }]);
    const told = await answer.json();
    if (answer.status === 422) return await refuse(entry, told.reasons);
    if (answer.status !== 200 || told.state !== "saved") return { state: "waiting" };
    if (await isNewest(entry)) await drop(entry.key);
    return told;
  } catch {
    return { state: "waiting" };
  } finally {
    sending.delete(entry.key);
  }
}

// It may have been changed on the phone while it was on its way: then what was sent is not what is here.
const isNewest = async (entry) => (await one(entry.key))?.typed === entry.typed;

async function refuse(entry, reasons) {
  if (await isNewest(entry)) await put({ ...entry, state: "refused", reasons });
  return { state: "refused", reasons };
}

// Everything that waits and is the signed-in person's, the oldest first. Nobody's entry is sent as somebody else.
async function flush() {
  const waiting = (await all()).filter((entry) => entry.state === "waiting" && !sending.has(entry.key));
  if (!waiting.length) return { sent: [], left: 0 };
  const who = await whoIsSignedIn().catch(() => ({ owner: null }));
  const sent = [];
  let left = 0;
  for (const entry of waiting) {
    const done = entry.owner === who.owner && !left ? await deliver(entry, who.token, false) : { state: "waiting" };
    if (done.state === "saved") sent.push(done.url);
    else if (entry.owner === who.owner || !who.owner) left += done.state === "refused" ? 0 : 1;
  }
  return { sent, left };
}

function flushOnce() {
  flushing ??= flush().finally(() => (flushing = null));
  return flushing;
}

async function tell(sent) {
  const told = { sent, ...(await counts()) };
  for (const page of await clients.matchAll({ type: "window" })) page.postMessage(told);
  return told;
}

const laterAgain = () => self.registration.sync?.register(AGAIN).catch(() => {});

// --- pages ---------------------------------------------------------------------------------------------------------

function within(promise, ms) {
  return Promise.race([promise, new Promise((_, late) => setTimeout(() => late(new Error("late")), ms))]);
}

async function fromNetwork(event) {
  return (await event.preloadResponse) ?? fetch(event.request);
}

// The network's answer; where there is none, the page that is kept. A form opens soon and although the site is down.
async function open(event, path) {
  const shell = SHELL.pages[path];
  try {
    if (!shell) return await fromNetwork(event);
    const answer = await within(fromNetwork(event), ANSWERS_WITHIN_MS);
    if (answer.status >= 500) throw new Error("down");
    return answer;
  } catch {
    return kept(shell ?? SHELL.offline);
  }
}

const kept = async (page) => (await caches.match(page, { ignoreVary: true })) ?? Response.error();

// What a form sends, or null where it does not say whose it is.
async function read(request, form) {
  const sent = await request.formData();
  if (!sent.get("owner")) return null;
  const known = sent.get("key") ? await one(sent.get("key")) : null;
  const left = ["csrfmiddlewaretoken", "owner", "key"];
  const entry = {
    key: sent.get("key") || crypto.randomUUID(),
    owner: sent.get("owner"),
    form,
    fields: [...sent].filter(([name, value]) => typeof value === "string" && !left.includes(name)),
    made: known?.made ?? Date.now(),
    typed: Date.now(),
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone ?? "",
    state: "waiting",
  };
  return { entry, token: sent.get("csrfmiddlewaretoken") ?? "" };
}

// A form is sent: first written down, then sent. Where nothing can be written down, it goes as without this script.
async function save(event, form) {
  const plainly = event.request.clone();
  let entry, token;
  try {
    ({ entry, token } = await read(event.request, form));
    await put(entry);
  } catch {
    return asIs(plainly);
  }
  const done = await deliver(entry, token, true);
  if (done.state === "saved") return Response.redirect(done.url, 303);
  if (done.state === "refused") return token ? asIs(plainly) : Response.redirect(changeOf(entry), 303);
  if (done.state === "waiting") laterAgain();
  const next = `${SHELL.login}?next=${encodeURIComponent(SHELL.offline)}`;
  return Response.redirect(done.state === "signed-out" ? next : SHELL.offline, 303);
}

function changeOf(entry) {
  const address = Object.keys(SHELL.forms).find((path) => SHELL.forms[path] === entry.form);
  return `${SHELL.pages[address]}?kept=${entry.key}`;
}

// Every other form goes as it is. Where no answer comes a page says so, and what was typed waits in its tab (draft.js).
const asIs = (request) => fetch(request).catch(() => kept(SHELL.lost));
// A file takes its own way: it may be on it for longer than a worker lives.
const holdsAFile = (request) => !request.headers.get("content-type")?.startsWith("application/x-www-form-urlencoded");

// Signing out takes along what is this person's. What waits for somebody else stays for them.
async function leave(request) {
  let answer;
  try {
    answer = await fetch(request);
  } catch {
    return kept(SHELL.offline);
  }
  if (answer.ok || answer.type === "opaqueredirect") await forget();
  return answer;
}

async function forget() {
  const me = await owner();
  for (const entry of await all()) if (entry.owner === me) await drop(entry.key);
  await setFact("usual", null);
  await setOwner("");
  await takeNoPushes();
}

const takeNoPushes = async () => (await self.registration.pushManager?.getSubscription())?.unsubscribe();

const asset = async (request) => (await caches.match(request, { ignoreVary: true })) ?? fetch(request);
// A name with a fingerprint never means another file; without one the network is asked first.
const hashed = (path) => /\.[0-9a-f]{12}\.\w+$/.test(path);

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  if (request.mode === "navigate") {
    if (request.method === "GET") event.respondWith(open(event, pathname));
    else if (pathname in SHELL.forms) event.respondWith(save(event, SHELL.forms[pathname]));
    else if (pathname === SHELL.leave) event.respondWith(leave(request));
    else if (!holdsAFile(request)) event.respondWith(asIs(request));
  } else if (request.method === "GET" && SHELL.files.includes(pathname) && !(pathname in SHELL.pages)) {
    event.respondWith(hashed(pathname) ? asset(request) : fetch(request).catch(() => asset(request)));
  }
});

// --- questions of a page -------------------------------------------------------------------------------------------

const ASKED = {
  // Somebody else may be here without a sign-out before: what is told them is not for these eyes.
  async hello(asked) {
    const before = await owner();
    if (before && before !== asked.owner) await Promise.all([takeNoPushes(), setFact("usual", null)]);
    await setOwner(asked.owner);
    return ASKED.flush();
  },
  async flush() {
    return tell((await flushOnce()).sent);
  },
  count: () => counts(),
  // What a blank check-in begins with on each day of the week, as its own page was last seen to.
  async usual(asked) {
    if (asked.week) await setFact("usual", { owner: asked.owner, week: asked.week });
    const [me, told] = [await owner(), await fact("usual")];
    return told?.owner === me ? told.week : null;
  },
  async list() {
    const [me, told] = [await owner(), await counts()];
    const mine = (await all()).filter((entry) => entry.owner === me);
    return { ...told, entries: mine.map((entry) => ({ ...entry, change: changeOf(entry) })) };
  },
  async one(asked) {
    const [me, found] = [await owner(), await one(asked.key)];
    return found?.owner === me ? found : null;
  },
  async drop(asked) {
    if (await ASKED.one(asked)) await drop(asked.key);
    return tell([]);
  },
};

self.addEventListener("message", (event) => {
  const { ask } = event.data ?? {};
  if (Object.hasOwn(ASKED, ask)) event.waitUntil(ASKED[ask](event.data).then((told) => event.ports[0]?.postMessage(told)));
});

// The browser says that there is a network again. What is left then makes it try later.
self.addEventListener("sync", (event) => {
  if (event.tag !== AGAIN) return;
  event.waitUntil(flushOnce().then(async ({ sent, left }) => {
    await tell(sent);
    if (left) throw new Error(`${left} wait`);
  }));
});

// --- words from the site, while it is closed -------------------------------------------------------------------------

// What cannot be read is shown as well: a browser takes no pushes from a site that keeps silent about one.
function wordsOf(event) {
  try {
    return event.data.json();
  } catch {
    return {};
  }
}

self.addEventListener("push", (event) => {
  const { title = "Evenpace", body = "", tag = "", path = "/" } = wordsOf(event);
  const shown = { body, tag, icon: SHELL.icon, data: path };
  event.waitUntil(self.registration.showNotification(title, shown));
});

// Opens exactly the address that was told, where it is open already or anew; never one of another site.
async function openAt(path) {
  const { href, origin } = new URL(path, location.origin);
  if (origin !== location.origin) return;
  const pages = await clients.matchAll({ type: "window", includeUncontrolled: true });
  const there = pages.find((page) => page.url === href);
  await (there ? there.focus() : clients.openWindow(href));
}

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(openAt(event.notification.data));
});

// --- coming and going ----------------------------------------------------------------------------------------------

self.addEventListener("install", (event) => {
  const asked = SHELL.files.map((file) => new Request(file, { credentials: "omit", cache: hashed(file) ? "default" : "no-cache" }));
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(asked)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name.startsWith("shell-") && name !== CACHE) await caches.delete(name);
    await self.registration.navigationPreload?.enable();
    await clients.claim();
  })());
});
