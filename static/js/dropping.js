// Files that are dropped: what is in them, folders too; and on the list, carrying them over to the upload form.
"use strict";

const dropping = (() => {
  const holdsFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");

  // Every file in what was dropped, with the folder it lies in.
  async function dropped(event) {
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
    if (!entries.length) return [...event.dataTransfer.files].map((file) => ({ file, folder: "" }));
    return (await Promise.all(entries.map(inside))).flat();
  }

  async function inside(entry) {
    if (entry.isFile) {
      const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
      return [{ file, folder: entry.fullPath.split("/").slice(1, -1).join("/") }];
    }
    const reader = entry.createReader();
    const found = [];
    for (;;) {
      const batch = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
      if (!batch.length) break; // A reader gives a hundred at a time.
      found.push(...batch);
    }
    return (await Promise.all(found.map(inside))).flat();
  }

  // Between two pages files can only wait in the browser's own store. They are taken out at once, and none stays there.

  const WAIT = 60000; // Milliseconds: what was not fetched by then was meant for a page that never came.

  const done = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

  async function shelf() {
    const opening = indexedDB.open("throughline-dropped", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("files");
    const database = await done(opening);
    const store = database.transaction("files", "readwrite").objectStore("files");
    return { store, close: () => database.close() };
  }

  async function leave(files) {
    const { store, close } = await shelf();
    try { await done(store.put({ at: Date.now(), files }, "dropped")); } finally { close(); }
  }

  async function take() {
    const { store, close } = await shelf();
    try {
      const left = await done(store.get("dropped"));
      await done(store.clear());
      return left && Date.now() - left.at < WAIT ? left.files : [];
    } finally { close(); }
  }

  return { holdsFiles, dropped, leave, take };
})();

document.addEventListener("DOMContentLoaded", () => {
  const hint = document.querySelector("[data-drop-here]");
  if (!hint) return;
  for (const name of ["dragenter", "dragover"]) {
    document.addEventListener(name, (event) => {
      if (!dropping.holdsFiles(event)) return;
      event.preventDefault();
      hint.hidden = false;
    });
  }
  document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) hint.hidden = true; });
  document.addEventListener("drop", async (event) => {
    if (!dropping.holdsFiles(event)) return;
    event.preventDefault();
    hint.hidden = true;
    try {
      await dropping.leave(await dropping.dropped(event));
      location.href = "/new/#dropped";
    } catch {
      location.href = "/new/#not-carried";
    }
  });
});
