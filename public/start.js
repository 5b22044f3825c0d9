// Starts the tab, and says in plain words when that cannot be.
const tag = document.querySelector("script[data-wasm]");

function trouble(text) {
  const message = document.getElementById("start-trouble");
  const outline = document.getElementById("start-outline");
  if (outline) outline.hidden = true;
  if (message) {
    message.textContent = text;
    message.hidden = false;
  }
}

if (typeof WebAssembly !== "object") {
  trouble("Apono Access needs WebAssembly, which this browser has switched off. Please switch it on, or use another browser.");
} else {
  import(tag.dataset.js)
    .then((tab) => tab.default({ module_or_path: tag.dataset.wasm }))
    .catch(() => {
      trouble("Apono Access could not be loaded. Check your connection and reload this page. If this goes on, contact your administrator.");
    });
}
