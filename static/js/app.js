// Small things every page may need. Every page works without them.
const PATIENCE = 3000;

// The sender's own time zone, for forms that ask for it.
function fillTimeZones(root) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!zone) return;
  for (const input of root.querySelectorAll("input[data-time-zone]")) input.value = zone;
}

// A second tap on "save" waits. Only a courtesy: the form's own key is what keeps an entry from being written twice.
function settle(form) {
  form.classList.remove("busy");
  delete form.dataset.sent;
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  form.dataset.sent = "yes";
  form.classList.add("busy");
  setTimeout(() => settle(form), PATIENCE);
}, { capture: true });

// Back from the next page by the browser's own memory: ready again.
addEventListener("pageshow", () => document.querySelectorAll("form.busy").forEach(settle));

// After a refusal the summary of what to mend is read first.
function showProblems(root) {
  root.querySelector("[data-problems]")?.focus();
}

// Paper needs a script; without one the button stays out of sight.
for (const button of document.querySelectorAll("button[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

// Back to a form that was sent: it keeps its key, so that sending it again is the same entry and not a second one.
function keepKey() {
  const key = document.querySelector("main form[method=post] input[type=hidden][name=key]");
  if (!key) return;
  if (history.state?.key) key.value = history.state.key;
  else history.replaceState({ ...history.state, key: key.value }, "");
}

// A text that was kept waits for nobody any more (see draft.js); one that was not stays until its form is there again.
function forgetDraft(leaving) {
  const lost = sessionStorage.getItem("draft")?.includes('"lost":true');
  if (leaving || (!lost && document.querySelector("meta[name=kept-as]"))) sessionStorage.removeItem("draft");
}

document.addEventListener("submit", ({ target }) => target.action?.includes?.("/logout/") && forgetDraft(true));
keepKey();
fillTimeZones(document);
showProblems(document);
document.addEventListener("htmx:load", (event) => {
  fillTimeZones(event.target.parentNode ?? document);
  showProblems(event.target);
});
forgetDraft(false);
