// The chart is drawn by the server. Here: a day's figures under the finger, and a closer look at a stretch of days.
const UNIT = 10; // a day's width in the paths
const LEAST_DAYS = 7;
const MISSING = "–";

const whole = (value) => (value === null ? MISSING : String(value));
const between = (low, high, dash = "–") => (low === null || high === null ? "" : `${Math.max(0, low)}${dash}${high}`);

function said(name, value, usual) {
  if (value === null) return `${name} unknown`;
  return usual ? `${name} ${value}, usual ${usual}` : `${name} ${value}`;
}

function enhance(figure) {
  const plot = figure.querySelector("[data-plot]");
  const scrub = plot.querySelector(".scrub");
  if (!scrub) return;
  const cross = plot.querySelector(".cross");
  const reset = plot.querySelector("[data-whole]");
  const readout = (figure.closest("[data-chart]") ?? figure).querySelector("[data-readout]");
  const series = JSON.parse(plot.querySelector('script[type="application/json"]').textContent);
  const count = series.label.length;
  const { since, step } = figure.closest("[data-since]")?.dataset ?? {};
  const reach = figure.closest("[data-chart]")?.querySelector("[data-reaches] [aria-current]");
  const moves = figure.closest("[data-chart]")?.querySelectorAll("[data-moves] a") ?? [];
  let [from, to] = [0, count];
  let dragged = null;

  const across = (index) => `${((index + 0.5 - from) / (to - from)) * 100}%`;

  function figures(i) {
    return {
      label: series.label[i],
      training: whole(series.training[i]),
      acute: whole(series.acute[i]),
      usual: between(series.low[i], series.high[i]) || MISSING,
      emotional: whole(series.emotional[i]),
      emotional_acute: whole(series.emotional_acute[i]),
      emotional_usual: between(series.emotional_low[i], series.emotional_high[i]) || MISSING,
      events: series.events[i] ?? "",
    };
  }

  function draw() {
    const i = Number(scrub.value);
    cross.setAttribute("x1", across(i));
    cross.setAttribute("x2", across(i));
    const legs = said("training load", series.acute[i], between(series.low[i], series.high[i], " to "));
    const usualHead = between(series.emotional_low[i], series.emotional_high[i], " to ");
    const head = said("emotional load", series.emotional_acute[i], usualHead);
    const happened = series.events[i] ? `; ${series.events[i]}` : "";
    scrub.setAttribute("aria-valuetext", `${series.label[i]}: ${legs}; ${head}${happened}`);
    if (!readout) return;
    for (const [key, text] of Object.entries(figures(i))) {
      readout.querySelector(`[data-k="${key}"]`).textContent = text;
    }
  }

  const day = (index) => new Date(Date.parse(since) + index * 864e5).toISOString().slice(0, 10);
  const address = (first, end) => `?from=${day(first * step)}&to=${day(end * step - 1)}`;

  // The page can be shown again by its address, and the ways on from it begin with what is shown.
  function lead() {
    if (!since) return;
    const length = to - from;
    const half = Math.max(LEAST_DAYS, length >> 1);
    const ends = {
      Earlier: [from - half, to - half],
      Later: [from + half, to + half],
      Closer: [to - Math.min(half, length), to],
      Wider: [to - length * 2, to],
    };
    for (const link of moves) link.href = `${address(...ends[link.textContent])}#loads`;
    if (length < count) reach?.removeAttribute("aria-current");
    else reach?.setAttribute("aria-current", "page");
    history.replaceState(history.state, "", address(from, to));
  }

  // Half as many days or twice as many, around the chosen one.
  function closer(factor) {
    const length = Math.min(count, Math.max(LEAST_DAYS, Math.round((to - from) * factor)));
    const first = Math.min(Math.max(0, Number(scrub.value) - (length >> 1)), count - length);
    zoom(first, first + length);
  }

  // Only the viewBox changes: strokes keep their width, and everything with words is moved, never stretched.
  function zoom(first, end) {
    [from, to] = [first, end];
    for (const half of plot.querySelectorAll("[data-half]")) {
      const height = half.viewBox.baseVal.height;
      half.setAttribute("viewBox", `${first * UNIT} 0 ${(end - first) * UNIT} ${height}`);
    }
    for (const mark of plot.querySelectorAll("[data-i]")) {
      const index = Number(mark.dataset.i);
      mark.toggleAttribute("hidden", index < first || index >= end);
      for (const name of mark.tagName === "line" ? ["x1", "x2"] : ["x"]) mark.setAttribute(name, across(index));
    }
    for (const band of plot.querySelectorAll("[data-from]")) {
      const start = Math.max(first, Number(band.dataset.from));
      const stop = Math.min(end, Number(band.dataset.to));
      band.toggleAttribute("hidden", start >= stop);
      band.setAttribute("x", `${((start - first) / (end - first)) * 100}%`);
      band.setAttribute("width", `${(Math.max(0, stop - start) / (end - first)) * 100}%`);
    }
    scrub.min = first;
    scrub.max = end - 1;
    plot.classList.toggle("zoomed", end - first < count);
    reset.hidden = end - first === count;
    lead();
    draw();
  }

  function indexAt(event) {
    const box = scrub.getBoundingClientRect();
    const index = Math.floor(from + ((event.clientX - box.left) / box.width) * (to - from));
    return Math.min(to - 1, Math.max(from, index));
  }

  scrub.addEventListener("input", () => {
    plot.classList.add("on");
    draw();
  });
  scrub.addEventListener("pointerdown", (event) => {
    if (event.pointerType !== "mouse" || event.button !== 0) return;
    event.preventDefault();
    dragged = indexAt(event);
    scrub.setPointerCapture(event.pointerId);
    scrub.focus();
  });
  scrub.addEventListener("pointermove", (event) => {
    if (event.pointerType !== "mouse") return;
    scrub.value = indexAt(event);
    draw();
  });
  scrub.addEventListener("pointerup", (event) => {
    if (dragged === null) return;
    const ends = [dragged, indexAt(event)].sort((a, b) => a - b);
    dragged = null;
    if (ends[1] - ends[0] + 1 >= LEAST_DAYS) zoom(ends[0], ends[1] + 1);
  });
  scrub.addEventListener("pointercancel", () => {
    dragged = null;
  });
  scrub.addEventListener("dblclick", () => zoom(0, count));
  plot.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if ("+=-".includes(event.key)) {
      event.preventDefault();
      closer(event.key === "-" ? 2 : 0.5);
      return;
    }
    if (event.key !== "Escape" || to - from === count) return;
    zoom(0, count);
    scrub.focus();
  });
  reset.addEventListener("click", () => {
    zoom(0, count);
    scrub.focus();
  });
}

function enhanceAll(root) {
  for (const figure of root.querySelectorAll("[data-waterline]:not(.ready)")) {
    figure.classList.add("ready");
    enhance(figure);
  }
}

enhanceAll(document);
document.addEventListener("htmx:load", (event) => enhanceAll(event.target.parentNode ?? document));
