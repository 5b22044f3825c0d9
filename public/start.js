// Starts the tab, and says in plain words when that cannot be.
const tag = document.querySelector("script[data-wasm]");

function trouble(text) {
  const outline = document.getElementById("start-outline");
  const page = document.getElementById("start-trouble");
  if (outline) outline.hidden = true;
  if (page) {
    page.querySelector("p").textContent = text;
    page.hidden = false;
  }
}

// In a host the handshake runs while the tab is compiled; a browser never loads this.
if ("hosted" in document.documentElement.dataset) {
  globalThis.aponoTeams = import("/host/teams.js").then((teams) => {
    teams.connect().catch(() => {});
    return teams;
  });
  globalThis.aponoTeams.catch(() => {});
}

// The page at this address comes while the tab is compiled.
const pages = [["/new", "form"], ["/my-tasks", "tasks"], ["/access", "more"], ["/help", "more"]];
const path = location.pathname.replace(/^\/teams(?=\/|$)/, "");
const part = pages.find(([page]) => path.startsWith(page))?.[1];
const parts = "hosted" in document.documentElement.dataset ? [part, "hosted"] : [part];
// Not by a link: where a person has to sign in first, the browser would complain that nobody used it.
for (const file of new Set(parts.flatMap((part) => tag.dataset[part]?.split(" ") ?? []))) {
  // What does not come is asked for again when it is to be shown.
  fetch(file).then((answer) => answer.arrayBuffer()).catch(() => {});
}

if (typeof WebAssembly !== "object") {
  trouble("It needs WebAssembly, which this browser has switched off. Please switch it on, or use another browser.");
} else {
  import(tag.dataset.js)
    .then((tab) => tab.default({ module_or_path: tag.dataset.wasm }))
    .catch(() => {
      trouble("It could not be loaded. Check your connection and reload this page. If this goes on, contact your administrator.");
    });
}
