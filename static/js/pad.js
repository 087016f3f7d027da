// The map of feelings. A tap or the arrow keys write into the form's two plain scales, which stay what is sent.
// Nothing is chosen until someone chooses, and "Clear" takes it back.
const NEAR = 8;

// A point half-way between two captions gets the milder one, as on the server.
const cell = (value) => Math.floor((value + (value < 0 ? 5 : 4)) / 2);
const clamp = (value) => Math.min(4, Math.max(-4, value));
const fromShare = (share) => clamp(Math.round((share * 100 - 10) / 10) - 4);

function enhance(field) {
  const pad = field.querySelector("[data-pad]");
  const word = pad.querySelector("[data-word]");
  const clear = field.querySelector("[data-clear]");
  const chips = [...field.querySelectorAll("[data-words] label[data-label]")];
  const find = (attribute, name) => field.querySelector(`[data-${attribute}="${name}"]`);
  const slider = { x: find("axis", "valence"), y: find("axis", "activation") };
  const held = { x: find("holds", "valence"), y: find("holds", "activation") };

  const captions = new Map();
  const places = new Map();
  for (const dot of pad.querySelectorAll("[data-label]")) {
    captions.set(`${dot.dataset.x} ${dot.dataset.y}`, dot.dataset.label);
    places.set(dot.dataset.label, [Number(dot.dataset.x), Number(dot.dataset.y)]);
  }

  const chosen = () => held.x.value !== "" && held.y.value !== "";

  function showWords(x, y) {
    const away = (chip) => {
      const place = chip.dataset.x ? [Number(chip.dataset.x), Number(chip.dataset.y)] : places.get(chip.dataset.label);
      return place ? (place[0] * 2 - 4 - x) ** 2 + (place[1] * 2 - 4 - y) ** 2 : -1;
    };
    const near = new Set([...chips].sort((a, b) => away(a) - away(b)).slice(0, NEAR));
    for (const chip of chips) {
      chip.hidden = chosen() && !near.has(chip) && !chip.querySelector("input").checked;
    }
  }

  function draw() {
    const on = chosen();
    const [x, y] = on ? [Number(held.x.value), Number(held.y.value)] : [0, 0];
    slider.x.value = x;
    slider.y.value = y;
    pad.classList.toggle("on", on);
    pad.classList.toggle("left", x >= 1);
    pad.style.setProperty("--x", `${50 + x * 10}%`);
    pad.style.setProperty("--y", `${50 - y * 10}%`);
    const caption = on ? captions.get(`${cell(x)} ${cell(y)}`) : "";
    if (word.value !== caption) word.value = caption;
    slider.x.setAttribute("aria-valuetext", on ? `${x}: ${caption}` : "not chosen");
    slider.y.setAttribute("aria-valuetext", on ? `${y}: ${caption}` : "not chosen");
    clear.hidden = !on;
    showWords(x, y);
  }

  function choose(x, y) {
    held.x.value = clamp(x);
    held.y.value = clamp(y);
    draw();
    held.x.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function pointed(event) {
    const box = pad.getBoundingClientRect();
    choose(fromShare((event.clientX - box.left) / box.width), -fromShare((event.clientY - box.top) / box.height));
  }

  // A mouse chooses where it goes down. A thumb may be on its way down the page: it chooses when it lifts, or when it
  // draws sideways; scrolling takes the touch away from us and chooses nothing.
  const DRAWN = 12;
  let touched = null;
  pad.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    if (event.pointerType === "touch") {
      touched = { id: event.pointerId, x: event.clientX };
      return;
    }
    pad.setPointerCapture(event.pointerId);
    pointed(event);
  });
  pad.addEventListener("pointermove", (event) => {
    if (touched?.id === event.pointerId) {
      if (touched.drawn || Math.abs(event.clientX - touched.x) > DRAWN) {
        touched.drawn = true;
        pointed(event);
      }
    } else if (pad.hasPointerCapture(event.pointerId)) pointed(event);
  });
  pad.addEventListener("pointerup", (event) => {
    if (touched?.id === event.pointerId) pointed(event);
    touched = null;
  });
  pad.addEventListener("pointercancel", () => { touched = null; });

  // Whichever of the two sliders has the focus, the arrows go in both dimensions.
  const steps = { ArrowUp: [0, 1], ArrowDown: [0, -1], ArrowRight: [1, 0], ArrowLeft: [-1, 0], Enter: [0, 0], " ": [0, 0] };
  pad.addEventListener("keydown", (event) => {
    const step = steps[event.key];
    if (!step || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "Enter" && chosen()) return;
    event.preventDefault();
    choose(Number(slider.x.value) + step[0], Number(slider.y.value) + step[1]);
    if (step[0]) slider.x.focus();
    if (step[1]) slider.y.focus();
  });
  for (const input of Object.values(slider)) {
    input.addEventListener("input", () => choose(Number(slider.x.value), Number(slider.y.value)));
  }
  clear.addEventListener("click", () => {
    held.x.value = "";
    held.y.value = "";
    const none = field.querySelector('[data-words] input[value=""]');
    if (none) none.checked = true;
    draw();
    held.x.dispatchEvent(new Event("change", { bubbles: true }));
    slider.y.focus();
  });
  // A draft put back by another script, or a form that was reset, is drawn as well.
  field.addEventListener("feeling:restored", draw);
  field.closest("form")?.addEventListener("reset", () => setTimeout(draw));

  field.querySelector("[data-scales]").hidden = true;
  pad.hidden = false;
  field.classList.add("ready");
  draw();
}

function enhanceAll(root) {
  for (const field of root.querySelectorAll("[data-feeling]:not(.ready)")) enhance(field);
}

enhanceAll(document);
document.addEventListener("htmx:load", (event) => enhanceAll(event.target.parentNode ?? document));
