// A long text that meets an ended session waits in this tab, for whoever typed it, until they have signed in again.
const NAME = "draft";
const owner = document.querySelector("meta[name=kept-as]")?.content;
const promise = document.querySelector("[data-draft-kept]");
const told = document.querySelector("template[data-draft-back]");
const forms = [...document.querySelectorAll("form[method=post]:not([data-offline])")].filter((form) => form.querySelector("textarea"));
// An action says which week or whom it is about in its query, too; a page without one is told by its path alone.
function placeOf(form) {
  const { pathname, search } = new URL(form.getAttribute("action") || location.pathname, location.href);
  return pathname + search;
}

document.addEventListener("submit", ({ target: form }) => {
  if (!owner || !forms.includes(form)) return;
  const texts = [...form.querySelectorAll("textarea")].map((area) => [area.name, area.value]);
  sessionStorage.setItem(NAME, JSON.stringify({ owner, place: placeOf(form), page: location.pathname + location.search, texts }));
});

function bringBack(form, texts) {
  for (const [name, text] of texts) {
    const area = form.querySelector(`textarea[name="${CSS.escape(name)}"]`);
    if (!area || !text.trim() || area.value === text) continue;
    area.value = text;
    area.dispatchEvent(new Event("input", { bubbles: true }));
    if (area.closest("details")) area.closest("details").open = true;
    if (told) area.after(told.content.cloneNode(true));
  }
}

const draft = JSON.parse(sessionStorage.getItem(NAME));
if (draft && promise) {
  sessionStorage.setItem(NAME, JSON.stringify({ ...draft, lost: true }));
  // One that has waited since before belongs to a page of its own: nothing is promised about the one just left.
  const next = document.querySelector("input[name=next]")?.value;
  promise.hidden = draft.lost && ![draft.page, draft.place].includes(next);
} else if (draft?.lost && owner) {
  const form = forms.find((one) => placeOf(one) === draft.place);
  if (form || draft.owner !== owner) sessionStorage.removeItem(NAME);
  if (form && draft.owner === owner) bringBack(form, draft.texts);
}
