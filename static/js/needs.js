// At most three needs: the others wait until one is given back. The server checks it too.
function enhance(field) {
  const boxes = [...field.querySelectorAll('input[type="checkbox"]')];
  const said = field.querySelector("[data-needs-said]");
  const most = Number(field.dataset.most);

  function count() {
    const full = boxes.filter((box) => box.checked).length >= most;
    for (const box of boxes) box.disabled = full && !box.checked;
    const text = full ? "That is three. Untick one to choose another." : "";
    if (said.textContent !== text) said.textContent = text;
  }

  field.classList.add("ready");
  field.addEventListener("change", count);
  field.closest("form")?.addEventListener("reset", () => setTimeout(count));
  count();
}

function enhanceAll(root) {
  for (const field of root.querySelectorAll("[data-needs]:not(.ready)")) enhance(field);
}

enhanceAll(document);
document.addEventListener("htmx:load", (event) => enhanceAll(event.target.parentNode ?? document));
