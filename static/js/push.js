// Switches on what this browser is told while the site is closed: only after a tap, and only where it knows how.
const form = document.querySelector("form[data-push]");
const said = document.querySelector("[data-push-said]");
const REFUSED = "Your browser does not allow it. You can change that in its settings for this site.";
const FAILED = "It could not be switched on: your browser did not get an answer. Nothing has changed.";
const ON = "This browser is told.";
const ASKS = "Your browser asks you once whether it may show you something.";

async function markOf(endpoint) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(endpoint));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// One that was made for somebody else, or with another key, is given up first: then its address is a new one.
async function subscribe(manager) {
  await (await manager.getSubscription())?.unsubscribe();
  const { endpoint, keys } = (await manager.subscribe({ userVisibleOnly: true, applicationServerKey: form.dataset.push })).toJSON();
  for (const [name, value] of Object.entries({ endpoint, ...keys })) form.elements[name].value = value;
  form.submit();
}

async function switchOn(event) {
  event.preventDefault();
  const allowed = (await Notification.requestPermission()) === "granted";
  try {
    if (allowed) await subscribe((await navigator.serviceWorker.ready).pushManager);
    else said.textContent = REFUSED;
  } catch {
    said.textContent = FAILED;
  }
}

// Which line of the list is this browser: it is told by a mark that only this browser can work out.
async function showThisOne() {
  const here = await (await navigator.serviceWorker.ready).pushManager.getSubscription();
  const line = here && document.querySelector(`[data-push-mark="${await markOf(here.endpoint)}"]`);
  form.hidden = Boolean(line);
  said.textContent = line ? ON : ASKS;
  if (line) line.querySelector(".chip").hidden = false;
}

if ("PushManager" in globalThis && "Notification" in globalThis && navigator.serviceWorker) {
  form.addEventListener("submit", switchOn);
  showThisOne();
}
