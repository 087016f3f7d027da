// Three courtesies for pages of a booking. Each of them works without this.

// The visitor's own clock, unless somebody has chosen one.
const form = document.querySelector("form[data-zone]");
const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
const select = form?.elements.zone;
if (select && own && select.value !== own && [...select.options].some((option) => option.value === own)) {
  select.value = own;
  form.requestSubmit();
}

// How long a time is still kept.
const timer = document.querySelector("[data-until]");
if (timer) {
  const until = Date.parse(timer.dataset.until);
  const left = document.createElement("span");
  left.setAttribute("aria-hidden", "true");
  timer.append(" ", left);
  const tick = () => {
    const seconds = Math.max(0, Math.round((until - Date.now()) / 1000));
    left.textContent = seconds ? `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")} left.` : "";
    if (seconds) setTimeout(tick, 1000);
    else timer.textContent = "The five minutes are over. It is still yours if nobody else has taken it.";
  };
  tick();
}

// A second tap on the same button waits for the first.
document.addEventListener("submit", (event) => {
  if (event.target.method !== "post") return;
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = "yes";
});
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((sent) => delete sent.dataset.sent));
document.querySelector(".problems")?.focus();
