// Two minutes of slow breathing: the words lead, the circle follows. Pausing holds both.
const IN = 4;
const OUT = 6;
const WHOLE = 120;

function lead(page) {
  const cue = page.querySelector("[data-cue]");
  const left = page.querySelector("[data-left]");
  const pause = page.querySelector("[data-pause]");
  const leave = page.querySelector("[data-leave]");
  const lung = page.querySelector(".lung");
  let gone = 0;
  let since = performance.now();
  let timer = 0;
  let said = "";

  const say = (words) => {
    if (words !== said) cue.textContent = said = words;
  };

  function finish() {
    clearInterval(timer);
    say("That was two minutes");
    left.textContent = "Notice how you are now.";
    lung.style.animationPlayState = "paused";
    pause.hidden = true;
    leave.textContent = leave.dataset.done;
    leave.classList.remove("quiet");
    leave.classList.add("primary");
  }

  function tick() {
    const seconds = gone + (performance.now() - since) / 1000;
    if (seconds >= WHOLE) return finish();
    say(seconds % (IN + OUT) < IN ? "Breathe in" : "Breathe out");
    const rest = Math.ceil(WHOLE - seconds);
    left.textContent = `${Math.floor(rest / 60)}:${String(rest % 60).padStart(2, "0")} left`;
  }

  function go() {
    since = performance.now();
    timer = setInterval(tick, 200);
    lung.style.animationPlayState = "running";
    pause.textContent = "Pause";
    tick();
  }

  function hold() {
    clearInterval(timer);
    timer = 0;
    gone += (performance.now() - since) / 1000;
    lung.style.animationPlayState = "paused";
    pause.textContent = "Go on";
    say("Paused");
  }

  // The circle starts over together with the first words.
  for (const motion of lung.getAnimations()) motion.currentTime = 0;
  pause.hidden = false;
  pause.addEventListener("click", () => (timer ? hold() : go()));
  go();
}

const page = document.querySelector("[data-breathe]");
if (page) lead(page);
