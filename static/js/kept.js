// Entries that wait on this phone: the worker keeps and sends them, this shows how many and asks it to try again.
const FIRST_AGAIN_MS = 1_000;
const LONGEST_MS = 30_000;
const me = document.querySelector('meta[name="kept-as"]')?.content ?? "";
const phone = navigator.serviceWorker;
const here = document.querySelector("[data-kept-page]") !== null;
let again = 0;
let pause = FIRST_AGAIN_MS;

async function ask(what, more = {}) {
  const worker = (await phone.ready).active;
  return new Promise((done) => {
    const line = new MessageChannel();
    line.port1.onmessage = (event) => done(event.data);
    worker.postMessage({ ask: what, ...more }, [line.port2]);
  });
}

function sentence(told) {
  if (told.mine) return `Kept on this phone (${told.mine})`;
  return told.others ? `Kept on this phone for another account (${told.others})` : "";
}

// A text that came along with its entry is nothing that was lost.
function forgetDraft() {
  const { place } = JSON.parse(sessionStorage.getItem("draft") ?? "{}");
  if (["/check-in/", "/reflect/", "/toolbox/write/"].includes(place)) sessionStorage.removeItem("draft");
}

function show(told) {
  if (told.sent?.length) forgetDraft();
  document.dispatchEvent(new CustomEvent("kept:told", { detail: told }));
  clearTimeout(again);
  if (told.mine > told.refused) again = setTimeout(() => ask("flush"), pause);
  pause = Math.min(pause * 2, LONGEST_MS);
  let note = document.querySelector("[data-kept-note]");
  const text = told.sent?.length ? `Sent from this phone (${told.sent.length})` : sentence(told);
  if (here || (!note && !text)) return;
  if (!note) {
    note = document.createElement("p");
    note.dataset.keptNote = "";
    note.className = "kept-note small";
    note.setAttribute("role", "status");
    document.getElementById("main")?.prepend(note);
  }
  const link = document.createElement("a");
  link.href = told.sent?.length ? told.sent.at(-1) : "/offline/";
  link.textContent = text;
  note.replaceChildren(...(text ? [link] : []));
}

// What a check-in begins with on which weekday, for one without a network.
function tellUsual() {
  const week = document.getElementById("usual-week");
  if (week && me) ask("usual", { owner: me, week: JSON.parse(week.textContent) });
}

// There may be a network now: a first try soon comes too early, so that the pauses begin short again.
function tryNow() {
  pause = FIRST_AGAIN_MS;
  ask("flush");
}

// Before somebody signs out what waits is sent; what cannot be is named, because signing out takes it away.
async function signOut(form) {
  const told = await Promise.race([ask("flush"), new Promise((done) => setTimeout(done, LONGEST_MS, null))]);
  const many = (told ?? (await ask("count"))).mine;
  const lost = many === 1 ? "One entry on this phone is" : `${many} entries on this phone are`;
  if (!many || confirm(`${lost} not sent yet. Signing out deletes what is only here. Sign out?`)) form.submit();
  else {
    form.classList.remove("busy");
    delete form.dataset.sent;
  }
}

if (phone) {
  globalThis.keptOnPhone = ask;
  phone.addEventListener("message", (event) => show(event.data));
  const start = () => ask(me ? "hello" : "flush", { owner: me }).then(show).then(tellUsual);
  const settled = () => phone.register("/sw.js").then(start, () => {});
  if (phone.controller) settled();
  else if (document.readyState === "complete") settled();
  else addEventListener("load", settled, { once: true });
  addEventListener("online", tryNow);
  document.addEventListener("visibilitychange", () => document.hidden || tryNow());
  document.addEventListener("submit", (event) => {
    if (!event.target.action.endsWith("/accounts/logout/") || !phone.controller || !me) return;
    event.preventDefault();
    signOut(event.target);
  });
}
