// Keys for deciding on comments: j and k move, x chooses, p publishes, d goes to the reasons. All of it works without.
const form = document.querySelector("[data-queue]");
const boxes = form ? [...form.querySelectorAll("input[name=ids]")] : [];

function move(by) {
  const at = boxes.indexOf(document.activeElement);
  const box = boxes[at < 0 ? (by > 0 ? 0 : boxes.length - 1) : Math.min(Math.max(at + by, 0), boxes.length - 1)];
  box?.focus();
  box?.scrollIntoView({ block: "nearest" });
}

// Without a choice, the one in focus is meant.
function meant() {
  if (!boxes.some((box) => box.checked) && boxes.includes(document.activeElement)) document.activeElement.checked = true;
}

const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  x: () => boxes.includes(document.activeElement) && document.activeElement.click(),
  p: () => (meant(), form.querySelector("[value=publish]").click()),
  d: () => (meant(), form.querySelector("select").focus()),
};

document.addEventListener("keydown", (event) => {
  if (!form || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.closest("select, textarea, input:not([type=checkbox])")) return;
  const act = Object.hasOwn(KEYS, event.key) ? KEYS[event.key] : undefined;
  if (!act) return;
  event.preventDefault();
  act();
});
