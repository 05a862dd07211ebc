// Before the first paint: the theme the reader chose, if any. Without a choice the system decides (see the stylesheet).
(() => {
  try {
    const chosen = localStorage.getItem("theme");
    if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
  } catch { /* Storage may be blocked: the system's theme it is. */ }
})();
