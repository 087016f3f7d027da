// What was typed at some length and met an ended session or a dead network waits in this tab, for whoever typed it.
const NAME = "draft";
const owner = document.querySelector("meta[name=kept-as]")?.content;
const promise = document.querySelector("[data-draft-kept]");
const told = document.querySelector("template[data-draft-back]");
const forms = [...document.querySelectorAll("form[method=post]:not([data-offline])")].filter((form) => form.matches("[data-draft]") || form.querySelector("textarea"));
// A form that asks for it is kept whole, any other with its long texts.
const FIELDS = "textarea, form[data-draft] :is(select, input:not([type=hidden], [type=radio]:not(:checked)))";
// An action says which week or whom it is about in its query, too; a page without one is told by its path alone.
function placeOf(form) {
  const { pathname, search } = new URL(form.getAttribute("action") || location.pathname, location.href);
  return pathname + search;
}

document.addEventListener("submit", ({ target: form }) => {
  if (!owner || !forms.includes(form)) return;
  const texts = [...form.querySelectorAll(FIELDS)].map(({ name, value }) => [name, value]);
  sessionStorage.setItem(NAME, JSON.stringify({ owner, place: placeOf(form), page: location.pathname + location.search, texts }));
});

function bringBack(form, texts) {
  for (const [name, text] of texts) {
    const named = form.elements.namedItem(name);
    if (!named || !text.trim() || named.value === text) continue;
    named.value = text;
    const field = named.matches ? named : named[0];
    field.dispatchEvent(new Event(field.type === "radio" ? "change" : "input", { bubbles: true }));
    if (field.closest("details")) field.closest("details").open = true;
    if (told && field.type === "textarea") field.after(told.content.cloneNode(true));
  }
  if (told && form.matches("[data-draft]")) form.prepend(told.content.cloneNode(true));
}

const draft = JSON.parse(sessionStorage.getItem(NAME));
if (draft && promise) {
  sessionStorage.setItem(NAME, JSON.stringify({ ...draft, lost: true }));
  // One that has waited since before belongs to a page of its own: nothing is promised about the one just left.
  const next = document.querySelector("input[name=next]")?.value ?? location.pathname + location.search;
  promise.hidden = draft.lost && ![draft.page, draft.place].includes(next);
  promise.querySelector("a")?.setAttribute("href", draft.page);
} else if (draft?.lost && owner) {
  const form = forms.find((one) => placeOf(one) === draft.place);
  if (form || draft.owner !== owner) sessionStorage.removeItem(NAME);
  if (form && draft.owner === owner) bringBack(form, draft.texts);
}
