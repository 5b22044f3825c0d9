// Runs before the first paint: the theme by what the device asks for, live.
(() => {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const forced = matchMedia("(forced-colors: active)");
  const apply = () => {
    document.documentElement.dataset.theme = forced.matches ? "contrast" : dark.matches ? "dark" : "light";
  };
  dark.addEventListener("change", apply);
  forced.addEventListener("change", apply);
  apply();
})();
