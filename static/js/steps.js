// A numbered answer can be taken back.
function enhance(field) {
  const clear = field.querySelector("[data-clear]");
  const radios = [...field.querySelectorAll('input[type="radio"]')];
  const show = () => {
    clear.hidden = !radios.some((radio) => radio.checked);
  };

  clear.addEventListener("click", () => {
    for (const radio of radios) radio.checked = false;
    radios[0].focus();
    radios[0].dispatchEvent(new Event("change", { bubbles: true }));
  });
  field.classList.add("ready");
  field.addEventListener("change", show);
  field.closest("form")?.addEventListener("reset", () => setTimeout(show));
  show();
}

function enhanceAll(root) {
  for (const field of root.querySelectorAll("[data-steps]:not(.ready)")) enhance(field);
}

enhanceAll(document);
document.addEventListener("htmx:load", (event) => enhanceAll(event.target.parentNode ?? document));
