// The upload form: drop files or a folder, see each understood at once, send with progress, leave safely.
"use strict";

(() => {
  const form = document.getElementById("submission");
  if (!form) return;
  const input = form.elements.files;
  const list = document.getElementById("previews");
  const drop = form.querySelector("[data-drop]");
  const error = form.querySelector("[data-send-error]");
  const once = form.elements.once;
  const token = form.elements.csrfmiddlewaretoken.value;
  const maxBytes = Number(form.dataset.maxBytes);
  const maxTotal = Number(form.dataset.maxTotal);
  const maxFiles = Number(form.dataset.maxFiles);
  const files = new Map(); // key → {file, place}
  let sending = false;
  let number = 0;

  const ignored = (name) => name.startsWith(".") || name === "Thumbs.db" || name === "desktop.ini";

  // Where a file lies within what was dropped: two folders may hold files that differ in nothing that a browser tells.
  const folders = new WeakMap();
  const folderOf = (file) => folders.get(file) ?? (file.webkitRelativePath || "").split("/").slice(0, -1).join("/");

  const isSame = (one, other) =>
    one.name === other.name && one.size === other.size && one.lastModified === other.lastModified && folderOf(one) === folderOf(other);

  function add(chosen) {
    error.textContent = "";
    for (const file of chosen) {
      if (ignored(file.name)) continue;
      if ([...files.values()].some((known) => isSame(known.file, file))) {
        error.textContent = `“${file.name}” is in the list already. It was not added again.`;
        continue;
      }
      const key = `file-${++number}`;
      const ownName = unlike(file.name);
      const place = document.createElement("li");
      place.id = key;
      place.className = "preview is-looking";
      place.append(Object.assign(document.createElement("span"), { className: "preview-icon" }));
      const words = document.createElement("div");
      const name = Object.assign(document.createElement("p"), { className: "preview-name" });
      name.append(Object.assign(document.createElement("b"), { textContent: ownName }), " looking at it…");
      words.append(name);
      place.append(words);
      list.append(place);
      files.set(key, { file, name: ownName, place, looks: 0 });
      queue.push(key);
    }
    look();
  }

  // Columns are chosen by the name of their file, so no two may have the same.
  function unlike(name) {
    const taken = new Set([...files.values()].map((known) => known.name));
    let other = name;
    for (let again = 2; taken.has(other); again += 1) other = name.replace(/(\.[^.]*)?$/, (extension) => ` (${again})${extension}`);
    return other;
  }

  // At most three files are looked at at once: a folder of a hundred must not become a hundred requests in a row.
  const queue = [];
  let looking = 0;

  function look() {
    while (looking < 3 && queue.length) {
      looking += 1;
      lookAt(queue.shift()).finally(() => { looking -= 1; look(); });
    }
  }

  async function lookAt(key) {
    const known = files.get(key);
    if (!known) return;
    const { file, name } = known;
    const mine = (known.looks += 1);
    if (file.size > maxBytes) {
      show(key, refusal(name, `it is larger than ${Math.floor(maxBytes / 1048576)} MB. It is left out; split it into parts.`));
      return;
    }
    const body = new FormData();
    body.append("files", file, name);
    const said = form.elements.roles_known.value ? ".preview-columns input, .preview-roles input" : ".preview-columns input";
    for (const field of itemsOf(key).flatMap((item) => [...item.querySelectorAll(said)])) {
      if (field.type !== "checkbox" || field.checked) body.append(field.name, field.value);
    }
    try {
      const answer = await fetch("/new/preview/", {
        method: "POST", body, headers: { "X-CSRFToken": token, "HX-Request": "true" }, signal: AbortSignal.timeout(60000),
      });
      if (!answer.ok) throw new Error(String(answer.status));
      const template = document.createElement("template");
      template.innerHTML = await answer.text();
      if (mine === known.looks) show(key, template.content);
    } catch {
      if (mine === known.looks) show(key, refusal(name, "it could not be looked at here. It will be checked when you send it."));
    }
  }

  // The same as the server's own refusals, which the page holds ready for the names and reasons known here.
  function refusal(name, why) {
    const fragment = form.querySelector("[data-refusal]").content.cloneNode(true);
    fragment.querySelector("b").textContent = name;
    fragment.querySelector(".preview-why").textContent = `Cannot be used: ${why}`;
    fragment.querySelector("[data-remove]").setAttribute("aria-label", `Remove ${name}`);
    return fragment;
  }

  function show(key, content) {
    const known = files.get(key);
    if (!known) return;
    const items = [...content.children];
    const marked = new Map([...list.querySelectorAll("input[data-everywhere]")].map((box) => [box.value, box.checked]));
    const { name, value } = document.activeElement;
    for (const item of items) item.dataset.key = key;
    for (const old of itemsOf(key).slice(1)) old.remove();
    known.place.replaceWith(...items);
    known.place = items[0];
    const boxes = items.flatMap((item) => [...item.querySelectorAll("input[type=checkbox]")]);
    if (!document.activeElement || document.activeElement === document.body) {
      boxes.find((box) => box.name === name && box.value === value)?.focus();
    }
    if (!form.elements.roles_known.value) return;
    // Who was marked in one file asks in this one too.
    const others = boxes.filter((box) => "everywhere" in box.dataset && marked.has(box.value) && box.checked !== marked.get(box.value));
    for (const box of others) box.checked = marked.get(box.value);
    if (others.length) lookAt(key);
  }

  const itemsOf = (key) => [...list.querySelectorAll(`li[data-key="${key}"]`)];

  list.addEventListener("change", (event) => {
    const changed = event.target;
    if ("column" in changed.dataset) { chooseColumn(changed); return; }
    if (!("role" in changed.dataset)) return;
    form.elements.roles_known.value = "1";
    const same = "everywhere" in changed.dataset ? [...list.querySelectorAll("input[data-everywhere]")] : [];
    const boxes = new Set([changed, ...same.filter((box) => box.value === changed.value)]);
    for (const box of boxes) box.checked = changed.checked;
    // Other people's words are evidence now: each of these files is looked at again.
    queue.push(...new Set([...boxes].map((box) => box.closest("li[data-key]").dataset.key)));
    look();
  });

  // Other columns hold other words: the file is looked at again.
  function chooseColumn(changed) {
    const group = changed.closest(".preview-columns");
    changed.setCustomValidity("");
    if (!group.querySelector(":checked")) {
      changed.checked = true;
      changed.setCustomValidity("At least one column must hold the answers. Choose another one first.");
      changed.reportValidity();
      return;
    }
    lookAt(changed.closest("li[data-key]").dataset.key);
  }

  list.addEventListener("click", (event) => {
    const item = event.target.closest("[data-remove]")?.closest("li");
    if (!item) return;
    const key = item.dataset.key;
    for (const each of list.querySelectorAll(`li[data-key="${key}"]`)) each.remove();
    files.delete(key);
  });

  input.addEventListener("change", () => { add([...input.files]); input.value = ""; });

  for (const name of ["dragenter", "dragover"]) {
    document.addEventListener(name, (event) => {
      if (![...event.dataTransfer.types].includes("Files")) return;
      event.preventDefault();
      drop.classList.add("is-over");
    });
  }
  document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) drop.classList.remove("is-over"); });
  document.addEventListener("drop", async (event) => {
    if (![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    drop.classList.remove("is-over");
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
    add(entries.length ? (await Promise.all(entries.map(inside))).flat() : [...event.dataTransfer.files]);
  });

  async function inside(entry) {
    if (entry.isFile) {
      const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
      folders.set(file, entry.fullPath.split("/").slice(1, -1).join("/"));
      return [file];
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

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (sending) return;
    const body = new FormData(form);
    body.delete("files");
    // One that is too large is left out and costs the others nothing. The list says so beside it.
    const sent = [...files.values()].filter(({ file }) => file.size <= maxBytes);
    for (const { file, name } of sent) body.append("files", file, name);
    if (!sent.length && !form.elements.text.value.trim() && !form.elements.s3_uri.value.trim()) {
      const none = "Choose at least one file, or paste some text.";
      error.textContent = files.size ? "None of these files can be sent. Choose another one." : none;
      input.focus();
      return;
    }
    if (sent.length > maxFiles) {
      error.textContent = `At most ${maxFiles} files can be analysed together; these are ${sent.length}.`;
      return;
    }
    const total = sent.reduce((sum, { file }) => sum + file.size, 0);
    if (total > maxTotal) {
      const megabytes = Math.ceil(total / 1048576), most = Math.floor(maxTotal / 1048576);
      error.textContent = `The files are ${megabytes} MB together; at most ${most} MB can be sent at once.`;
      return;
    }
    send(body);
  });

  function send(body) {
    const progress = form.querySelector("[data-progress]");
    const bar = progress.querySelector("progress");
    const words = progress.querySelector("[data-progress-words]");
    const button = form.querySelector("[data-send]");
    const request = new XMLHttpRequest();
    sending = true;
    button.disabled = true;
    progress.hidden = false;
    error.textContent = "";
    request.upload.addEventListener("progress", (event) => {
      if (!event.lengthComputable) return;
      bar.value = Math.round((100 * event.loaded) / event.total);
      words.textContent = event.loaded < event.total ? `Sending, ${bar.value} %` : "Checking the files…";
    });
    request.addEventListener("load", () => {
      sending = false;
      const onward = request.getResponseHeader("Location");
      if (request.status === 204 && onward) { location.href = onward; return; }
      over();
      const page = new DOMParser().parseFromString(request.responseText, "text/html");
      const reasons = [...page.querySelectorAll(".notice.is-failed p, .notice.is-failed li")].map((p) => p.textContent.trim());
      error.textContent = reasons.join(" ") || "It could not be sent. Reload the page and try again.";
      // What was refused was not started, so what is sent next is something new.
      once.value = page.querySelector("input[name=once]")?.value || once.value;
    });
    const again = "It may have been started all the same. Send it again: nothing is started twice.";
    const lost = (why) => () => { sending = false; over(); error.textContent = `${why} ${again}`; };
    request.addEventListener("error", lost("The connection was lost before an answer came."));
    request.addEventListener("timeout", lost("No answer came in ten minutes."));
    request.timeout = 600000;
    request.open("POST", form.action);
    request.setRequestHeader("X-Upload", "1");
    request.send(body);
    function over() { button.disabled = false; progress.hidden = true; }
  }

  // Back on the page after it was left: what is sent now is meant to be another analysis.
  addEventListener("pageshow", (event) => {
    if (event.persisted) once.value = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16)).join("-");
  });
  addEventListener("beforeunload", (event) => { if (sending) event.preventDefault(); });
})();
