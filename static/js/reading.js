// A reader's place on a page of findings: what is open and where it stands, kept over Back, a reload and an edit.
"use strict";

const STEP_PANELS = { principle: "activating", insight: "explaining", pattern: "relating" };
const RESTORE_MS = 5000;

const openItems = () => $$("details[data-item][open]").map((each) => each.dataset.item);
const itemOf = (id) => $(`details[data-item="${CSS.escape(id)}"]`);

// An item that is further down than what is shown is asked for as the button would; an id that is not there ends at the last.
async function fetchItem(id) {
  const step = STEP_PANELS[id.split("_")[0]];
  for (let button; step && !itemOf(id) && (button = $(`#findings-${step} .items-more button`)); ) {
    const list = button.closest("li");
    await htmx.ajax("GET", button.getAttribute("hx-get"), { target: list, swap: "outerHTML" });
    if (list.isConnected) return null; // Nothing came.
  }
  return itemOf(id);
}

async function openItem(id) {
  const item = itemOf(id) ?? await fetchItem(id);
  if (item) item.open = true;
  return item;
}

function place() {
  return { open: openItems(), top: scrollY };
}

let returning = false;

function keepPlace() {
  if (returning || !$("[data-item]")) return;
  history.replaceState({ ...history.state, place: place() }, "");
}

// Lines are fetched as they open, so the page grows for a while: it is held where it was until it is whole or touched.
async function returnTo({ open, top }) {
  let touched = false;
  const letGo = () => { touched = true; };
  const touches = ["wheel", "touchstart", "pointerdown", "keydown"];
  for (const name of touches) addEventListener(name, letGo, { once: true, passive: true });
  returning = true;
  for (const id of open) await openItem(id);
  returning = false;
  const until = performance.now() + RESTORE_MS;
  const hold = () => {
    if (touched) return;
    if (Math.abs(scrollY - top) > 1) scrollTo({ top, behavior: "instant" });
    if ($$("details[data-item][open] .line-wait").length && performance.now() < until) requestAnimationFrame(hold);
    else for (const name of touches) removeEventListener(name, letGo);
  };
  hold();
}

const EDITED = "place-of-edit";

// An edit is a form like any other: it leads to this page again, under a new entry of the history.
document.addEventListener("submit", (event) => {
  if (!event.target.closest('form[action*="/curate/"]')) return;
  const edited = JSON.stringify({ ...place(), path: location.pathname });
  try { sessionStorage.setItem(EDITED, edited); } catch { /* Then it begins at the top. */ }
});

// What was done is told at the top of the page: it comes along until the reader moves on.
function bringToasts(top, returned) {
  const toasts = $(".toasts");
  if (!toasts || top < toasts.offsetTop) return;
  toasts.classList.add("is-brought");
  const leave = () => {
    if (Math.abs(scrollY - top) < innerHeight) return;
    toasts.classList.remove("is-brought");
    removeEventListener("scroll", leave);
  };
  returned.then(() => addEventListener("scroll", leave, { passive: true }));
}

function placeOfEdit() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(EDITED));
    sessionStorage.removeItem(EDITED);
    return kept?.path === location.pathname ? kept : null;
  } catch { return null; }
}

async function openNamed() {
  const id = location.hash.slice(1);
  if (!/^[a-z]+_[\w-]+$/.test(id)) return;
  const item = await openItem(id);
  if (!item) return;
  item.scrollIntoView({ block: "start", behavior: "instant" });
  $("summary", item).focus({ preventScroll: true });
}

document.addEventListener("toggle", (event) => { if (event.target.matches?.("details[data-item]")) keepPlace(); }, true);
addEventListener("pagehide", keepPlace);
addEventListener("hashchange", openNamed);
document.addEventListener("DOMContentLoaded", () => {
  const edited = placeOfEdit();
  const kept = edited ?? history.state?.place;
  if (!kept || !(kept.open.length || kept.top)) { openNamed(); return; }
  history.scrollRestoration = "manual";
  const returned = returnTo(kept);
  if (edited) bringToasts(edited.top, returned);
});
