// The pages a phone keeps: a blank form is given a key and an owner, and the list of what waits is filled in.
const ask = globalThis.keptOnPhone;
const asked = new URLSearchParams(location.search);
const form = document.querySelector("form[data-offline]");
const list = document.querySelector("[data-kept-list]");
const NAMES = { "check-in": "Before a run", reflect: "After a run", "daily-check": "Daily check", practice: "Beside running", write: "A page of your own" };

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

// A page to write on goes by the beginning it was chosen for; another one takes nothing away that is on it.
function begin(key) {
  const chosen = document.querySelector(`[data-prompt="${CSS.escape(key)}"]`);
  if (!chosen) return;
  const heading = document.querySelector("[data-beginning]");
  heading.textContent = chosen.textContent;
  answer("prompt", key);
  return heading;
}

document.addEventListener("click", (event) => {
  const chosen = event.target.closest("[data-prompt]");
  if (!chosen || form.hidden) return;
  event.preventDefault();
  begin(chosen.dataset.prompt).focus();
});

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
  if (kinds && asked.get("kind")) answer("kind", asked.get("kind"));
  if (!kinds || !Object.hasOwn(kinds, which ?? "")) return;
  answer("which", which);
  answer("kind", kinds[which]);
}

// Kind and minutes as usual on such a day, which begins at four; they stay folded away, and the page names them at its top.
async function asUsual() {
  const summary = form.querySelector("[data-usual]");
  const weekday = (new Date(Date.now() - 4 * 3_600_000).getDay() + 6) % 7;
  const { kind, planned_minutes, words } = (summary && (await ask("usual"))?.[weekday]) || {};
  if (!words) return;
  form.elements.kind.value ||= kind;
  form.elements.planned_minutes.value ||= planned_minutes ?? "";
  summary.textContent = `${words}, as usual today. Change it, or add a note`;
  form.querySelector("[data-filled]").textContent = `${words}, as usual`;
}

async function open() {
  const { owner } = await ask("count");
  if (!owner) return;
  const entry = asked.get("kept") ? await ask("one", { key: asked.get("kept") }) : null;
  const key = form.querySelector("[name=key]");
  if (entry) fill(entry);
  else await asUsual();
  key.value = entry?.key || key.value || crypto.randomUUID();
  history.replaceState({ ...history.state, key: key.value }, "");
  form.querySelector("[name=owner]").value = owner;
  about();
  begin(form.querySelector("[name=prompt]")?.value || asked.get("prompt") || "");
  document.querySelector("[data-nobody]").hidden = true;
  form.hidden = false;
  if (entry?.reasons) explain(entry.reasons);
}

// --- what waits ----------------------------------------------------------------------------------------------------

function row(entry) {
  const made = document.querySelector("[data-kept-row]").content.cloneNode(true);
  made.querySelector("[data-what]").textContent = NAMES[entry.form];
  const at = new Date(entry.made).toLocaleString([], { weekday: "long", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
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
