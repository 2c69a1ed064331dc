// Shows what changed without a reload; what is being typed stays.
"use strict";
const live = document.getElementById("live");
let version = null;

function take(page) {
  const fresh = page.getElementById("live");
  if (!fresh) return;
  const opened = [...live.querySelectorAll("details[open]")].map((d) => d.id);
  const focused = document.activeElement && live.contains(document.activeElement)
    ? document.activeElement.id : "";
  live.replaceChildren(...fresh.childNodes);
  for (const id of opened) document.getElementById(id)?.setAttribute("open", "");
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  const report = document.getElementById("body");
  const newer = page.getElementById("body");
  if (report && newer && report.value === report.defaultValue) {
    report.defaultValue = newer.defaultValue;
    report.value = newer.defaultValue;
  }
  document.getElementById("news").textContent = "The page was brought up to date";
}

async function look() {
  if (document.hidden) return;
  const headers = version ? { "If-None-Match": version } : {};
  const answer = await fetch(location.pathname, { headers, cache: "no-store" });
  if (answer.status !== 200) return;
  const seen = answer.headers.get("ETag");
  if (seen === version) return;
  version = seen;
  take(new DOMParser().parseFromString(await answer.text(), "text/html"));
}

if (live) {
  const again = () => look().catch(() => {}).finally(() => setTimeout(again, 1000));
  document.addEventListener("visibilitychange", () => look().catch(() => {}));
  again();
}
