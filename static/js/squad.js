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

// The people on the page from top to bottom: first who could use a word, then everyone.
const people = () => [...document.querySelectorAll(".alerts a[data-open], .roster .who")];

function current() {
  const here = document.activeElement?.closest(".alert, .roster tbody tr");
  return here ? people().findIndex((link) => here.contains(link)) : -1;
}

function move(by) {
  const all = people();
  const at = current();
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
  if (link) (link.closest(".alert")?.querySelector("a[data-message]") ?? { click: () => location.assign(`${link.href}messages/`) }).click();
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
  m: write,
  x: () => document.activeElement?.closest("tr")?.querySelector("input[name=runner]")?.click(),
  "/": find,
  "?": () => dialog?.showModal(),
};

// Everybody in the rows as they stand now.
const all = document.querySelector("[data-all]");
if (all) {
  all.hidden = false;
  all.addEventListener("change", ({ target }) => {
    for (const tick of document.querySelectorAll(".roster [name=runner]")) tick.checked = target.checked;
  });
}

const typing = (target) => target.closest("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]");

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || dialog?.open) return;
  if (typing(event.target)) {
    if (event.key === "Escape" && event.target.id === "id_q") event.target.blur();
    return;
  }
  const act = Object.hasOwn(KEYS, event.key) && (on || event.key === "?") ? KEYS[event.key] : undefined;
  if (!act) return;
  event.preventDefault();
  act();
});
