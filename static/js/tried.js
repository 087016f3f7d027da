// An answer from before there was an account: kept in this browser alone, offered once somebody has signed in.
const STORE = "tried";
const OLDEST_MS = 30 * 86_400_000;

const two = (number) => String(number).padStart(2, "0");

function kept() {
  try {
    const tried = JSON.parse(localStorage.getItem(STORE));
    return tried && Date.now() - tried.at < OLDEST_MS ? tried : null;
  } catch {
    return null;
  }
}

const forget = () => localStorage.removeItem(STORE);

function keep(said) {
  localStorage.setItem(STORE, JSON.stringify({ at: Date.now(), key: crypto.randomUUID?.() ?? "", said }));
  document.querySelector("[data-tried-kept]").hidden = false;
  document.querySelector("[data-tried-plain]").hidden = true;
}

function field(name, value) {
  const input = document.createElement("input");
  Object.assign(input, { type: "hidden", name, value });
  return input;
}

function offer(section, tried) {
  const at = new Date(tried.at);
  const fields = [];
  for (const [name, value] of Object.entries(tried.said)) {
    for (const one of Array.isArray(value) ? value : [value]) if (one !== null && one !== "") fields.push(field(name, one));
  }
  fields.push(field("other_day", `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`));
  fields.push(field("other_clock", `${two(at.getHours())}:${two(at.getMinutes())}`));
  if (tried.key) fields.push(field("key", tried.key));
  section.querySelector("[data-tried-fields]").append(...fields);
  const day = at.toLocaleDateString("en-GB", { weekday: "long", day: "numeric", month: "long" }).replace(",", "");
  section.querySelector("[data-tried-when]").textContent = `${day}, ${two(at.getHours())}:${two(at.getMinutes())}`;
  section.querySelector("form").addEventListener("submit", forget);
  section.querySelector("[data-tried-forget]").addEventListener("click", () => (forget(), (section.hidden = true)));
  section.hidden = false;
}

const said = document.getElementById("said");
const section = document.querySelector("[data-tried]");
const tried = kept();
if (said) keep(JSON.parse(said.textContent));
else if (section && tried) offer(section, tried);
// Whoever has checked in before did not answer here before they had an account: it is somebody else's, or too late.
else if (document.querySelector("[data-tried-over]")) forget();
