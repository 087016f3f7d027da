// The clock beside a routine: one step after the other, some seconds between them. The list works without it.
const BETWEEN = 5;

function lead(page) {
  const find = (name) => page.querySelector(`[data-${name}]`);
  const [now, left, start, next] = ["now", "left", "go", "next"].map(find);
  const once = [...page.querySelectorAll("[data-seconds]")];
  const steps = Array.from({ length: Number(page.dataset.rounds) }, () => once).flat();
  let at = 0;
  let rest = -BETWEEN;
  let timer = 0;
  let until = 0;

  function show(words) {
    if (now.textContent !== words) now.textContent = words;
    once.forEach((step) => step.classList.toggle("on", step === steps[at]));
  }

  // Below zero one gets ready; then the seconds of the step itself.
  function enter(step) {
    at = step;
    rest = Number(steps[at]?.dataset.seconds ?? 0) + BETWEEN;
    until = performance.now() + rest * 1000;
    steps[at]?.scrollIntoView({ block: "nearest" });
    if (at >= steps.length) finish();
  }

  function finish() {
    clearInterval(timer);
    show("That was all of it");
    left.textContent = "Notice how you are now.";
    start.hidden = next.hidden = true;
  }

  function tick() {
    rest = (until - performance.now()) / 1000;
    if (rest <= 0) return enter(at + 1);
    const ready = rest > Number(steps[at].dataset.seconds);
    show(ready ? `Next: ${steps[at].dataset.name}` : steps[at].dataset.name);
    left.textContent = `${Math.ceil(ready ? rest - steps[at].dataset.seconds : rest)} s · ${at + 1} of ${steps.length}`;
  }

  function toggle() {
    if (timer) {
      clearInterval(timer);
      timer = 0;
    } else {
      if (rest < 0) enter(0);
      else until = performance.now() + rest * 1000;
      timer = setInterval(tick, 200);
      tick();
    }
    start.textContent = timer ? "Pause" : "Go on";
    next.hidden = false;
  }

  find("clock").hidden = false;
  start.addEventListener("click", toggle);
  next.addEventListener("click", () => (timer ? enter(at + 1) : toggle()));
}

const page = document.querySelector("[data-routine]");
if (page) lead(page);
