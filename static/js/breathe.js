// A guide through breaths or minutes: the words lead, the circle follows. Pausing holds both. A soft tone and a
// vibration go with the words for those who want them. Without anything else said: two minutes, in for four, out for six.
const PLAIN = [["Breathe in", 4, "in"], ["Breathe out", 6, "out"]];
const SIZE = { in: 1, out: 0.36 };
const PITCH = { in: 330, out: 220, hold: 277, still: 247 };
const BUZZ = { in: 60, out: [40, 80, 40], hold: 20, still: 40 };

// One round of the circle. Those who want less motion get its light instead of its size.
function round(phases, cycle) {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const look = (size) => ({ ...(still ? { opacity: size } : { transform: `scale(${size})` }), easing: still ? "steps(4)" : "ease-in-out" });
  let size = SIZE.out;
  let gone = 0;
  const frames = [{ ...look(size), offset: 0 }];
  for (const [, seconds, move] of phases) {
    size = SIZE[move] ?? size;
    gone += seconds;
    frames.push({ ...look(size), offset: Math.min(1, gone / cycle) });
  }
  return frames;
}

function tones() {
  let audio;
  return (move) => {
    audio ??= new AudioContext();
    const [tone, gain] = [audio.createOscillator(), audio.createGain()];
    const now = audio.currentTime;
    tone.frequency.value = PITCH[move];
    gain.gain.setValueAtTime(0, now);
    gain.gain.linearRampToValueAtTime(0.07, now + 0.2);
    gain.gain.exponentialRampToValueAtTime(0.0001, now + 1.6);
    tone.connect(gain).connect(audio.destination);
    tone.start(now);
    tone.stop(now + 1.7);
  };
}

// Off until somebody wants it, and not there where the device cannot.
function choice(button, can) {
  button.hidden = !can;
  button.addEventListener("click", () => button.setAttribute("aria-pressed", String(button.ariaPressed !== "true")));
  return () => button.ariaPressed === "true";
}

function lead(page) {
  const find = (name) => page.querySelector(`[data-${name}]`);
  const [cue, left, pause, leave] = ["cue", "left", "pause", "leave"].map(find);
  const lung = page.querySelector(".lung");
  const own = document.getElementById("phases");
  const phases = own ? JSON.parse(own.textContent) : PLAIN;
  const minutes = Number(page.dataset.minutes ?? 2);
  const cycle = phases.reduce((sum, [, seconds]) => sum + seconds, 0);
  const wantsTone = choice(find("tone"), "AudioContext" in window);
  const wantsBuzz = choice(find("buzz"), "vibrate" in navigator);
  const tone = tones();
  let gone = 0;
  let since = performance.now();
  let timer = 0;
  let at = -1;

  lung.style.animation = "none";
  const breath = phases.some(([, , move]) => move in SIZE) ? lung.animate(round(phases, cycle), { duration: cycle * 1000, iterations: Infinity }) : null;
  if (!breath) lung.style.transform = "scale(0.68)";

  function follow(seconds) {
    let rest = seconds % cycle;
    const now = phases.findIndex(([, long]) => (rest -= long) < 0);
    if (now === at) return;
    at = now;
    const [words, , move] = phases[Math.max(0, at)];
    cue.textContent = words;
    cue.classList.toggle("long", words.length > 24);
    if (wantsTone()) tone(move);
    if (wantsBuzz()) navigator.vibrate(BUZZ[move]);
  }

  function finish() {
    clearInterval(timer);
    cue.textContent = minutes === 2 ? "That was two minutes" : `That was ${minutes} minutes`;
    left.textContent = "Notice how you are now.";
    breath?.pause();
    pause.hidden = true;
    leave.textContent = leave.dataset.done;
    leave.classList.remove("quiet");
    leave.classList.add("primary");
  }

  function tick() {
    const seconds = gone + (performance.now() - since) / 1000;
    if (seconds >= minutes * 60) return finish();
    follow(seconds);
    const rest = Math.ceil(minutes * 60 - seconds);
    left.textContent = `${Math.floor(rest / 60)}:${String(rest % 60).padStart(2, "0")} left`;
  }

  function go() {
    since = performance.now();
    timer = setInterval(tick, 200);
    breath?.play();
    pause.textContent = "Pause";
    at = -1;
    tick();
  }

  function hold() {
    clearInterval(timer);
    timer = 0;
    gone += (performance.now() - since) / 1000;
    breath?.pause();
    pause.textContent = "Go on";
    cue.textContent = "Paused";
  }

  left.classList.add("num");
  pause.hidden = false;
  pause.addEventListener("click", () => (timer ? hold() : go()));
  go();
}

const page = document.querySelector("[data-breathe]");
if (page) lead(page);
