// Keys for the squad page: from person to person, open, acknowledge, find. Everything is a link or a button anyway.
const STORE = "squad-keys";
const dialog = document.getElementById("keys");
const box = dialog?.querySelector("[data-keys-on]");

// Single letters get in the way of speech input, so that they can be switched off.
let on = localStorage.getItem(STORE) !== "off";
if (box) {
  box.checked = on;
  box.addEventListener("change", () => {
    on = box.checked;
    localStorage.setItem(STORE, on ? "on" : "off");
  });
}

// Where they are off, only this button leads to them.
const list = document.querySelector("[data-keys]");
if (list && dialog) {
  list.hidden = false;
  list.addEventListener("click", () => dialog.showModal());
}

// The people on the page from top to bottom: first who could use a word, then everyone.
const people = () => [...document.querySelectorAll(".alerts a[data-open], .roster .who")];

const id = (link) => link.pathname.match(/\d+/)?.[0];

// Who was looked at last: the address says it where a link led back from them, else the history of this page.
const last = history.state?.last ?? new URLSearchParams(location.search).get("after");

// For whoever comes back to this page: whom they looked at last, and who is ticked.
function note(more) {
  history.replaceState({ ...history.state, ticked: [...ticked], ...more }, "");
}

const remember = (link) => note({ last: id(link), called: !!link.closest(".alert") });

document.addEventListener("click", ({ target }) => {
  const here = target.closest("a[href]")?.closest(".alert, .roster tbody tr");
  const link = here && people().find((other) => here.contains(other));
  if (link) remember(link);
});

function current() {
  const here = document.activeElement?.closest(".alert, .roster tbody tr");
  return here ? people().findIndex((link) => here.contains(link)) : -1;
}

// Where to go on: after who was looked at last. Somebody who has left the list was seen to, and its first is next.
function before(all) {
  const at = all.findIndex((link) => id(link) === last);
  return history.state?.called && !all[at]?.closest(".alert") ? -1 : at;
}

function move(by) {
  const all = people();
  const at = document.activeElement === document.body ? before(all) : current();
  const link = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + by, 0), all.length - 1)];
  link?.focus();
  link?.scrollIntoView({ block: "nearest" });
}

// In the alert of the person in focus, wherever on the page they are.
function press(button) {
  const link = people()[current()];
  if (!link) return;
  const alert = people().find((other) => other.href === link.href)?.closest(".alert");
  alert?.querySelector(button)?.click();
}

// To where one writes to the person in focus.
function write() {
  const link = people()[current()];
  if (!link || !dialog.querySelector("[data-write]")) return; // who only reads has no such key
  remember(link);
  location.assign(link.closest(".alert")?.querySelector("a[data-message]")?.href ?? `${link.href}messages/`);
}

// Their box is in their row; from the list above it is ticked all the same, if the row is there.
function tick() {
  const link = people()[current()];
  const row = people().findLast((other) => link && id(other) === id(link))?.closest("tr");
  row?.querySelector("input[name=runner]")?.click();
}

function find() {
  const field = document.getElementById("id_q");
  field?.focus();
  field?.select();
}

const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  o: () => people()[current()]?.click(),
  e: () => press("button[data-acknowledge]"),
  t: () => press("button[data-talked]"),
  u: () => document.querySelector("[data-undo]")?.click(),
  m: write,
  x: tick,
  "/": find,
  "?": () => dialog?.showModal(),
};

// Who is ticked stays so while other rows are looked at, and when the coach comes back from a page that asked about
// them: the form sends them too, says how many there are, and stays in sight as long as there is anybody.
const together = document.getElementById("together");
const all = document.querySelector("[data-all]");
const ticked = new Set(history.state?.ticked);
const ticks = () => [...document.querySelectorAll(".roster [name=runner]")];

function count() {
  const shown = ticks();
  const unseen = ticked.size - shown.filter((tick) => tick.checked).length;
  all.firstElementChild.checked = shown.length > 0 && shown.every((tick) => tick.checked);
  together.classList.toggle("ci-go", ticked.size > 0);
  together.querySelector("[data-ticked]").textContent = ticked.size
    ? ` (${ticked.size}${unseen ? `, ${unseen} not shown` : ""})`
    : "";
}

function keep(some) {
  for (const tick of some) ticked[tick.checked ? "add" : "delete"](tick.value);
  note();
  count();
}

function tickAgain() {
  for (const tick of ticks()) tick.checked = ticked.has(tick.value);
  count();
}

if (together) {
  all.hidden = false;
  all.addEventListener("change", ({ target }) => {
    for (const tick of ticks()) tick.checked = target.checked;
    keep(ticks());
  });
  document.addEventListener("change", ({ target }) => target.name === "runner" && keep([target]));
  document.addEventListener("htmx:afterSwap", tickAgain);
  together.addEventListener("formdata", ({ formData }) => {
    note();
    formData.delete("runner");
    for (const runner of ticked) formData.append("runner", runner);
  });
  addEventListener("pageshow", tickAgain); // a browser remembers boxes of its own
}

const typing = (target) => target.closest("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]");

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || dialog?.open) return;
  if (typing(event.target)) {
    if (event.key === "Escape" && event.target.id === "id_q") event.target.blur();
    return;
  }
  const act = on && Object.hasOwn(KEYS, event.key) ? KEYS[event.key] : undefined;
  if (!act) return;
  event.preventDefault();
  act();
});

// A step that did not get through says so beside its button.
const lost = document.querySelector("template[data-lost]");
for (const fault of ["htmx:sendError", "htmx:responseError"]) {
  document.addEventListener(fault, ({ detail: { elt } }) => {
    if (!lost || !elt.matches("form[method=post]")) return;
    elt.querySelector("[role=alert]")?.remove();
    elt.append(lost.content.cloneNode(true));
  });
}
