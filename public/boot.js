// Runs before the first paint: the theme by what the host says, else by what the device asks for, live.
(() => {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const forced = matchMedia("(forced-colors: active)");
  const themes = new Map([["default", "light"], ["dark", "dark"], ["contrast", "contrast"], ["glass", "dark"]]);
  const page = document.documentElement;
  // A host opens the tab below /teams; a frame without that is taken for one as well.
  if (/^\/teams(\/|$)/.test(location.pathname) || parent !== self) page.dataset.hosted = "";
  const said = new URLSearchParams("hosted" in page.dataset ? location.search : "");
  let asked = said.get("theme");
  // Times and numbers follow the host's language; what is no language leaves the browser's.
  try {
    page.dataset.locale = Intl.getCanonicalLocales(said.get("locale") ?? [])[0] ?? "";
  } catch {
    page.dataset.locale = "";
  }
  const apply = () => {
    page.dataset.theme = forced.matches ? "contrast" : themes.get(asked) ?? (dark.matches ? "dark" : "light");
  };
  dark.addEventListener("change", apply);
  forced.addEventListener("change", apply);
  addEventListener("host-theme", ({ detail }) => {
    asked = detail;
    apply();
  });
  apply();
})();
