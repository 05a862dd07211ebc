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
  const pasted = form.elements.text;
  const together = form.querySelector("[data-together]");
  const PASTED = "pasted"; // Key of the text that was pasted: it is looked at like a file, and sent with the form.
  const files = new Map(); // key → {file, name, place, looks}
  const chosen = () => [...files.values()].filter(({ file }) => file);
  let sending = false;
  let started = false;
  let number = 0;

  const ignored = (name) => name.startsWith(".") || name === "Thumbs.db" || name === "desktop.ini";

  // Where a file lies within what was dropped: two folders may hold files that differ in nothing that a browser tells.
  const folders = new WeakMap();
  const folderOf = (file) => folders.get(file) ?? (file.webkitRelativePath || "").split("/").slice(0, -1).join("/");

  const isSame = (one, other) =>
    one.name === other.name && one.size === other.size && one.lastModified === other.lastModified && folderOf(one) === folderOf(other);

  function add(given) {
    error.textContent = "";
    for (const file of given) {
      if (ignored(file.name)) continue;
      if (chosen().some((known) => isSame(known.file, file))) {
        error.textContent = `“${file.name}” is in the list already. It was not added again.`;
        continue;
      }
      enlist(`file-${++number}`, unlike(file.name), file);
    }
    look();
  }

  function enlist(key, ownName, file) {
    const place = document.createElement("li");
    place.dataset.key = key;
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

  // Pasted text is looked at once the typing pauses.
  let typing = null;

  function lookAtPasted() {
    if (!pasted.value.trim()) { remove(PASTED); return; }
    if (files.has(PASTED)) queue.push(PASTED);
    else enlist(PASTED, "Pasted text", null);
    look();
  }

  pasted.addEventListener("input", () => { clearTimeout(typing); typing = setTimeout(lookAtPasted, 600); });

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
    if (file && file.size > maxBytes) {
      show(key, refusal(name, `it is larger than ${Math.floor(maxBytes / 1048576)} MB. It is left out; split it into parts.`));
      return;
    }
    const body = new FormData();
    if (file) body.append("files", file, name);
    else body.append("text", pasted.value);
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
    tellTogether();
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

  // What only shows when all are seen together: how many cannot be used, and which hold the same words.
  function tellTogether() {
    const items = [...list.children].filter((item) => !item.classList.contains("is-looking"));
    const refused = items.filter((item) => item.classList.contains("is-refused")).length;
    together.hidden = refused === 0 || items.length < 2;
    together.querySelector("[data-together-words]").textContent = `${items.length - refused} can be used, ${refused} cannot.`;
    together.querySelector("[data-remove-refused]").hidden = useless().length === 0;
    for (const note of list.querySelectorAll(".preview-twin")) note.remove();
    const first = new Map();
    for (const item of items) {
      const { words } = item.dataset;
      if (!words) continue;
      const name = item.querySelector(".preview-name b").textContent;
      if (!first.has(words)) { first.set(words, name); continue; }
      const said = `The same words as “${first.get(words)}”: each would count twice as evidence. Remove one of the two.`;
      const note = Object.assign(document.createElement("p"), { className: "preview-why preview-twin", textContent: said });
      item.querySelector(".preview-name").after(note);
    }
  }

  // An archive of which something can be used stays.
  const useless = () => [...files.keys()].filter((key) => itemsOf(key).every((item) => item.classList.contains("is-refused")));

  together.querySelector("[data-remove-refused]").addEventListener("click", () => {
    for (const key of useless()) remove(key);
    input.focus();
  });

  function remove(key) {
    for (const each of itemsOf(key)) each.remove();
    files.delete(key);
    if (key === PASTED) pasted.value = "";
    tellTogether();
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
    remove(item.dataset.key);
    input.focus();
  });

  input.addEventListener("change", () => { add([...input.files]); input.value = ""; });

  for (const name of ["dragenter", "dragover"]) {
    document.addEventListener(name, (event) => {
      if (!dropping.holdsFiles(event)) return;
      event.preventDefault();
      drop.classList.add("is-over");
    });
  }
  document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) drop.classList.remove("is-over"); });
  document.addEventListener("drop", async (event) => {
    if (!dropping.holdsFiles(event)) return;
    event.preventDefault();
    drop.classList.remove("is-over");
    addFrom(await dropping.dropped(event));
  });

  function addFrom(dropped) {
    for (const { file, folder } of dropped) if (folder) folders.set(file, folder);
    add(dropped.map(({ file }) => file));
  }

  // What was dropped on the list waits for this page.
  const cannotCarry = "This browser does not carry files from page to page. Drop them here, please.";
  if (location.hash === "#dropped") dropping.take().then(addFrom, () => { error.textContent = cannotCarry; });
  if (location.hash === "#not-carried") error.textContent = cannotCarry;
  if (location.hash) history.replaceState(history.state, "", location.pathname);
  if (pasted.value.trim()) lookAtPasted();

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (sending) return;
    const body = new FormData(form);
    body.delete("files");
    // One that is too large is left out and costs the others nothing. The list says so beside it.
    const sent = chosen().filter(({ file }) => file.size <= maxBytes);
    for (const { file, name } of sent) body.append("files", file, name);
    if (!sent.length && !form.elements.text.value.trim() && !form.elements.s3_uri.value.trim()) {
      const none = "Choose at least one file, or paste some text.";
      error.textContent = chosen().length ? "None of these files can be sent. Choose another one." : none;
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
      if (request.status === 204 && onward) { started = true; location.href = onward; return; }
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
    started = false;
    if (event.persisted) once.value = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16)).join("-");
  });
  addEventListener("beforeunload", (event) => {
    const typed = [pasted, form.elements.s3_uri, form.elements.title].some((field) => field.value.trim());
    if (sending || (!started && (typed || files.size > 0))) event.preventDefault();
  });
})();
