// Dragging a planned thing to another day sends the form that stands under "Move".
let held = null;

for (const thing of document.querySelectorAll("[data-moves]")) {
  thing.draggable = true;
  thing.addEventListener("dragstart", (event) => {
    held = thing.dataset.moves;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", held);
  });
  // Given up: what is dropped next is something else.
  thing.addEventListener("dragend", () => {
    held = null;
  });
}

for (const day of document.querySelectorAll("[data-day]")) {
  day.addEventListener("dragover", (event) => {
    if (held) event.preventDefault();
  });
  day.addEventListener("drop", (event) => {
    const form = held && document.getElementById(`move-${held}`);
    held = null;
    if (!form) return;
    event.preventDefault();
    form.elements.day.value = day.dataset.day;
    form.requestSubmit();
  });
}
