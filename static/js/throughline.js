// What the pages need beyond htmx: freshness, clocks, dialogs, the theme, a growing timeline. No dependencies.
"use strict";

const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

// Theme ---------------------------------------------------------------------------------------------------------------

const systemIsDark = matchMedia("(prefers-color-scheme: dark)");

function currentTheme() {
  return document.documentElement.dataset.theme || (systemIsDark.matches ? "dark" : "light");
}

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-theme-toggle]")) return;
  const theme = currentTheme() === "dark" ? "light" : "dark";
  document.documentElement.dataset.theme = theme;
  try { localStorage.setItem("theme", theme); } catch { /* It lasts for this page, then. */ }
});

// Times ---------------------------------------------------------------------------------------------------------------

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const day = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });

function duration(seconds) {
  if (seconds < 9.95) return `${Math.max(0, seconds).toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

function ago(at, now) {
  const seconds = (now - at) / 1000;
  if (seconds < 45) return "just now";
  if (seconds < 90 * 60) return `${Math.max(1, Math.round(seconds / 60))} min ago`;
  if (seconds < 22 * 3600) return `${Math.round(seconds / 3600)} h ago`;
  return day.format(at);
}

function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function tellTimes() {
  const now = new Date();
  for (const element of $$("[data-moment]")) {
    const at = new Date(element.dateTime);
    const style = element.dataset.moment;
    const today = now - at < 22 * 3600 * 1000;
    if (style === "clock") say(element, (today ? clock : day).format(at));
    else say(element, style === "full" ? full.format(at) : ago(at, now));
    if (!element.title) element.title = full.format(at);
  }
}

function tick() {
  const now = Date.now();
  for (const element of $$("[data-since]")) say(element, duration((now - new Date(element.dataset.since)) / 1000));
  growTimeline(now);
  tellRemaining(now);
}

// The timeline: the bar of the running step grows, and the others make room ------------------------------------------------

function growTimeline(now) {
  const timeline = $("[data-timeline][data-begins]");
  const bar = timeline && $("[data-running-since]", timeline);
  if (!bar) return;
  const begins = new Date(timeline.dataset.begins);
  const width = now - new Date(bar.dataset.runningSince);
  const span = Math.max(now - begins, 500);
  bar.setAttribute("width", Math.max(0, width));
  for (const track of $$(".tl-track", timeline)) track.setAttribute("viewBox", `0 0 ${span} 10`);
}

// About how long it will still take, from past runs and from how far the step at work is -----------------------------------

function tellRemaining(now) {
  const place = $("[data-eta]");
  const cards = place && $("[data-eta-source]");
  if (!cards) return;
  let left = 0, waiting = 0, pace = 1;
  for (const card of $$(".card", cards)) {
    const expected = Number(cards.dataset[`expect${card.id.replace("card-", "").replace(/^./, (c) => c.toUpperCase())}`]);
    if (!expected) { say(place, ""); return; }
    if (card.classList.contains("is-pending")) waiting += expected;
    if (card.classList.contains("is-processing")) {
      const since = $("[data-since]", card);
      const progress = $("progress", card);
      const spent = since ? (now - new Date(since.dataset.since)) / 1000 : 0;
      const share = progress && progress.hasAttribute("value") ? progress.value / progress.max : 0;
      if (share > 0.15) {
        left += (spent * (1 - share)) / share;
        pace = Math.min(8, Math.max(1 / 8, spent / share / expected)); // This step's own: the next ones go at it in part.
      } else {
        left += Math.max(0, expected - spent);
      }
    }
  }
  left += waiting * Math.sqrt(pace);
  const whole = Math.ceil(left);
  say(place, left < 1.5 ? "almost done" : `about ${whole < 10 ? `${whole} s` : duration(whole)} left`);
}

// Freshness: the socket's own events, and what the server says of the stream behind it ---------------------------------------

let connected = false;
let lastHeard = null;
const SILENCE = 25000; // The server sends something every ten seconds: after two and a half of them nothing comes.

function tellFreshness() {
  const element = $("#freshness");
  if (!element) return;
  const told = element.dataset.state;
  const silent = connected && lastHeard !== null && Date.now() - lastHeard > SILENCE;
  const comes = connected && !silent && navigator.onLine;
  const state = told === "gone" ? "gone" : !comes ? (lastHeard ? "reconnecting" : "connecting") : told;
  element.classList.remove("is-connecting", "is-live", "is-reconnecting", "is-gone");
  element.classList.add(`is-${state}`);
  const words = $("[data-freshness-words]", element);
  if (state === "live") say(words, "Live");
  else if (state === "gone") say(words, "Deleted");
  else if (lastHeard && !navigator.onLine) say(words, `As of ${clock.format(lastHeard)}, offline`);
  else if (lastHeard && silent) say(words, `As of ${clock.format(lastHeard)}, nothing comes`);
  else if (lastHeard) say(words, `As of ${clock.format(lastHeard)}, reconnecting`);
  else say(words, "Connecting");
}

document.addEventListener("htmx:after:ws:connection", () => { connected = true; lastHeard = new Date(); tellFreshness(); });
document.addEventListener("htmx:ws:close", (event) => {
  if (event.detail.reason === "removed") return; // The list was narrowed: its next feed is on its way.
  connected = false;
  tellFreshness();
});
addEventListener("offline", tellFreshness);
addEventListener("online", () => {
  tellFreshness();
  // A socket from before may look open and carry nothing. Asked for anew, it brings the present state.
  const feed = $("#feed");
  if (!feed || lastHeard === null) return;
  const address = feed.getAttribute("hx-ws:connect");
  if (address) htmx.ext.ws.getRegistry().get(address)?.socket?.close();
});
document.addEventListener("htmx:after:ws:message", () => {
  connected = true;
  lastHeard = new Date();
  tellFreshness();
  tellTimes();
  tick();
  announce();
  countPicked();
});

// Said aloud: one sentence when a step changes, nothing in between -----------------------------------------------------------

let lastStrip = null;
const STEP_NAMES = ["Chunk", "Infer", "Relate", "Explain", "Activate"];
const STRIP_WORDS = { ">": "started", "+": "completed", "!": "failed" };

function announce() {
  const summary = $("#summary");
  if (!summary) return;
  const { strip, status } = summary.dataset;
  const page = $("[data-follow]");
  if (page && lastStrip !== null && strip !== lastStrip) {
    htmx.ajax("GET", location.href, { target: "[data-follow]", select: "[data-follow]", swap: "outerHTML" });
  }
  if (lastStrip !== null && strip !== lastStrip) {
    if (strip[0] !== lastStrip[0] || status === "completed") renew();
    const changed = [...strip].findLastIndex((letter, place) => letter !== lastStrip[place] && STRIP_WORDS[letter]);
    if (status === "completed") say($("#announce"), "The analysis is completed.");
    else if (changed >= 0) say($("#announce"), `${STEP_NAMES[changed]} ${STRIP_WORDS[strip[changed]]}.`);
    if (status === "completed" && $("[data-curated]")) location.reload(); // People's edits are laid over by the page itself.
  }
  lastStrip = strip;
}

// Parts that only the page itself can make, such as links that lead somewhere only from now on, are taken from it anew ------

async function renew() {
  if (!$("[data-renew]")) return;
  let text;
  try { text = await (await fetch(location.href, { signal: AbortSignal.timeout(20000) })).text(); } catch { return; }
  const fresh = new DOMParser().parseFromString(text, "text/html");
  for (const part of $$("[data-renew]")) {
    const next = fresh.getElementById(part.id);
    if (next && next.innerHTML !== part.innerHTML) part.replaceWith(document.adoptNode(next));
  }
}

// The line behind a finding is fetched when a press on it begins, which is some 80 ms before it opens ------------------------

function follow(trace) {
  const slot = trace && $(".line-slot[hx-get]", trace);
  if (slot) htmx.trigger(slot, "follow");
}

document.addEventListener("pointerdown", (event) => follow(event.target.closest?.("[data-trace] > summary")?.parentElement));
document.addEventListener("toggle", (event) => { if (event.target.matches?.("[data-trace][open]")) follow(event.target); }, true);

// Dialogs ---------------------------------------------------------------------------------------------------------------

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-dialog]");
  if (link && !(event.ctrlKey || event.metaKey || event.shiftKey)) {
    event.preventDefault();
    openDialog(link.href);
    return;
  }
  if (event.target.closest("dialog [data-dialog-close]") || event.target === $("#dialog")) {
    event.preventDefault();
    $("#dialog").close();
  }
});

async function openDialog(url) {
  const dialog = $("#dialog");
  await htmx.ajax("GET", url, { target: "#dialog-body", swap: "innerHTML" });
  if (!$("#dialog-title")) { location.href = url; return; }
  for (const form of $$(".curate-form", dialog)) fitCurateForm(form);
  if (!dialog.open) dialog.showModal();
  ($("[autofocus]", dialog) || $(".dialog-content :is(input:not([type=hidden]), select, textarea, button, a)", dialog))?.focus();
}

// Several analyses at once -------------------------------------------------------------------------------------------------

function countPicked() {
  const bar = $("[data-bulk]");
  if (!bar) return;
  const picked = $$(".row:has(.row-pick input:checked)");
  bar.hidden = picked.length === 0;
  say($("[data-bulk-count]", bar), `${picked.length} selected`);
  $("[data-bulk-retry]", bar).hidden = !picked.some((row) => row.classList.contains("is-failed"));
  const compare = $("[data-bulk-compare]", bar);
  compare.hidden = picked.length !== 2 || !picked.every((row) => row.classList.contains("is-completed"));
  if (!compare.hidden) {
    const [b, a] = picked.map((row) => $("input", row).value); // The newer one stands above the older one.
    compare.href = `/compare/?${new URLSearchParams({ a, b })}`;
  }
}

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-bulk-all]")) return;
  for (const box of $$(".row-pick input")) box.checked = true;
  countPicked();
});
document.addEventListener("change", (event) => { if (event.target.closest(".row-pick")) countPicked(); });
document.addEventListener("reset", (event) => { if (event.target.matches("[data-bulk]")) setTimeout(countPicked); });

// The list as it is narrowed by typing: how much is left is said aloud, and what is no longer shown is not picked -------------

document.addEventListener("htmx:after:swap", () => {
  if (!$("#listing")) return;
  countPicked();
  if (!$("[data-narrows]")?.contains(document.activeElement)) return;
  const rows = $$("#rows > .row").length;
  say($("#announce"), rows ? `${rows}${$("#pager [href*=cursor]") ? " or more" : ""} shown.` : $("[data-nothing]")?.textContent ?? "");
});

// Copying ----------------------------------------------------------------------------------------------------------------

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const field = $(button.dataset.copy);
  try { await navigator.clipboard.writeText(field.value); say(button, "Copied"); } catch { field.select(); }
});

// Words with where they come from: “words” — speaker, file, time, link; of a finding: “words” — study, link.

function citation(button) {
  const whole = button.closest("figure.said, .item, .one");
  const words = $(whole.matches("figure.said, .item-chunk") ? ".quote" : ".item-name, .one-name, .meaning", whole);
  const told = whole.matches("figure.said, .item-chunk") ? $$(".item-by > :is(b, span:not(.kind))", whole) : [$("h1")];
  const place = $("a[href*='/sources/']", words)?.href ?? new URL(button.dataset.cite, location.href).href;
  const plain = (element) => element.textContent.replace(/\s+/g, " ").trim();
  return `“${plain(words)}” — ${[...told.map((each) => plain(each).replaceAll(" · ", ", ")), place].join(", ")}`;
}

async function copyText(text) {
  try { await navigator.clipboard.writeText(text); return true; } catch { /* Only over HTTPS, or not allowed. */ }
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "sr";
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  return done;
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-cite]");
  if (!button) return;
  const word = (await copyText(citation(button))) ? "Copied" : "Not copied";
  button.focus();
  button.dataset.said = word;
  say($("#announce"), `${word}.`);
  setTimeout(() => { delete button.dataset.said; say($("#announce"), ""); }, 2500);
});

// Printing, and what the chosen act needs ---------------------------------------------------------------------------------

document.addEventListener("click", (event) => { if (event.target.closest("[data-print]")) print(); });

function fitCurateForm(form) {
  const act = form.elements.act?.value;
  const needed = { text: act === "rename" || act === "note", merge: act === "merge", remove: act === "remove" };
  for (const [name, isNeeded] of Object.entries(needed)) {
    const field = $(`.for-${name}`, form);
    if (!field) continue;
    field.hidden = !isNeeded;
    const control = $("textarea, select", field);
    control.required = isNeeded; // Asked for in the dialog, so that nothing written is lost to a refusal.
    control.disabled = !isNeeded;
  }
}

document.addEventListener("change", (event) => {
  const form = event.target.closest(".curate-form");
  if (!form || event.target.name !== "act") return;
  fitCurateForm(form);
  const text = form.elements.text;
  if (event.target.value === "note" && text.value === text.defaultValue) text.value = "";
  if (event.target.value === "rename" && !text.value) text.value = text.defaultValue;
});

// The map: what a dot says, and arrow keys from dot to dot -------------------------------------------------------------------

const mapDot = (event) => event.target.closest?.("[data-map] .dot");

function sayDot(event) {
  const island = event.target.closest?.("[data-map] .island-link");
  const dot = mapDot(event) ?? island;
  if (!dot) return;
  const said = $("[data-map-said]");
  said.lang = dot.closest("[lang]").lang || document.documentElement.lang;
  say(said, island ? island.getAttribute("aria-label") : $("title", dot).textContent);
}

document.addEventListener("pointerover", sayDot);
document.addEventListener("focusin", sayDot);
document.addEventListener("keydown", (event) => {
  const dot = mapDot(event);
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  if (!dot || !step) return;
  event.preventDefault();
  const dots = $$(".dot", $("[data-map]"));
  const next = dots[(dots.indexOf(dot) + step + dots.length) % dots.length];
  dot.setAttribute("tabindex", "-1");
  next.setAttribute("tabindex", "0");
  next.focus();
});

// What belongs to an address is shown, also inside what is folded --------------------------------------------------------------

function openTarget() {
  let name = location.hash.slice(1);
  try { name = decodeURIComponent(name); } catch { /* Not written by us: it may still be a name as it stands. */ }
  const target = name && document.getElementById(name);
  if (target) target.closest("details")?.setAttribute("open", "");
}

addEventListener("hashchange", openTarget);
document.addEventListener("htmx:after:swap", () => tellTimes());
document.addEventListener("DOMContentLoaded", () => {
  // htmx starts a tick after its own script; an extension that arrives later than that has missed the page.
  if ($("#feed")) htmx.process($("#feed"));
  lastStrip = $("#summary")?.dataset.strip ?? null;
  tellTimes();
  tick();
  countPicked();
  openTarget();
  $(".tabs [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });
  setInterval(tick, 200);
  setInterval(() => { tellTimes(); tellFreshness(); }, 5000);
});
