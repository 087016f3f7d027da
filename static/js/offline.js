// The pages a phone keeps: a blank form is given a key and an owner, and the list of what waits is filled in.
const ask = globalThis.keptOnPhone;
const asked = new URLSearchParams(location.search);
const form = document.querySelector("form[data-offline]");
const list = document.querySelector("[data-kept-list]");
const NAMES = { "check-in": "Before a run", reflect: "After a run", "daily-check": "Daily check", practice: "Beside running" };

// --- a blank form --------------------------------------------------------------------------------------------------

function answer(name, value) {
  for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
    if (field.type === "checkbox" || field.type === "radio") field.checked ||= field.value === value;
    else field.value = value;
    const folded = value && field.closest("details");
    if (folded) folded.open = true;
  }
}

function fill(entry) {
  for (const [name, value] of entry.fields) answer(name, value);
  for (const part of form.querySelectorAll("[data-feeling]")) part.dispatchEvent(new Event("feeling:restored"));
  for (const part of form.querySelectorAll("[data-needs], [data-steps]")) part.dispatchEvent(new Event("change"));
}

function why(reasons, place) {
  place.replaceChildren(...reasons.map(({ field, said }) => {
    const line = document.createElement("li");
    line.textContent = field ? `${field}: ${said}` : said;
    return line;
  }));
}

function explain(reasons) {
  const box = document.querySelector("[data-reasons]");
  why(reasons, box.querySelector("ul"));
  box.hidden = false;
  box.focus();
}

// What the form is about, if the address said so; else the server finds out by the time it was made.
function about() {
  for (const name of ["check_in", "run"]) {
    const field = form.querySelector(`input[type=hidden][name=${name}]`);
    if (!field) continue;
    if (asked.get(name)) field.value = asked.get(name);
    else if (!field.value) field.remove();
  }
  if (asked.get("day")) answer("day", asked.get("day"));
  const kinds = JSON.parse(document.getElementById("kinds")?.textContent ?? "null");
  const which = asked.get("which");
  if (!kinds || !Object.hasOwn(kinds, which ?? "")) return;
  answer("which", which);
  answer("kind", kinds[which]);
}

async function open() {
  const { owner } = await ask("count");
  if (!owner) return;
  const entry = asked.get("kept") ? await ask("one", { key: asked.get("kept") }) : null;
  const key = form.querySelector("[name=key]");
  if (entry) fill(entry);
  key.value = entry?.key || key.value || crypto.randomUUID();
  history.replaceState({ ...history.state, key: key.value }, "");
  form.querySelector("[name=owner]").value = owner;
  about();
  document.querySelector("[data-nobody]").hidden = true;
  form.hidden = false;
  if (entry?.reasons) explain(entry.reasons);
}

// --- what waits ----------------------------------------------------------------------------------------------------

function row(entry) {
  const made = document.querySelector("[data-kept-row]").content.cloneNode(true);
  made.querySelector("[data-what]").textContent = NAMES[entry.form];
  const at = new Date(entry.made).toLocaleString([], { weekday: "long", hour: "2-digit", minute: "2-digit" });
  made.querySelector("[data-when]").textContent = `${at}, ${entry.reasons ? "needs another look" : "waits for the network"}`;
  why(entry.reasons ?? [], made.querySelector("[data-why]"));
  made.querySelector("[data-edit]").href = entry.change;
  made.querySelector("[data-drop]").addEventListener("click", () => ask("drop", { key: entry.key }).then(fillList));
  return made;
}

async function fillList() {
  const told = await ask("list");
  const others = document.querySelector("[data-kept-others]");
  document.querySelector("[data-kept-title]").textContent = told.mine ? `Kept on this phone (${told.mine})` : "On this phone";
  list.replaceChildren(...told.entries.map(row));
  list.hidden = !told.mine;
  if (told.others) others.textContent = `Kept for another account: ${told.others}. It is sent when that account signs in here.`;
  others.hidden = !told.others;
}

if (ask && form) open();
if (ask && list) {
  document.addEventListener("kept:told", (event) => {
    const sent = event.detail.sent?.length;
    if (sent) document.querySelector("[data-kept-said]").textContent = sent === 1 ? "Sent. It is in your journal." : `${sent} entries sent. They are in your journal.`;
    fillList();
  });
  fillList();
}
