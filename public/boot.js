// Runs before the first paint: the theme by what the host says, else by what the device asks for, live; and the first calls, which
// need not wait for the tab.
(() => {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const forced = matchMedia("(forced-colors: active)");
  const themes = new Map([["default", "light"], ["dark", "dark"], ["contrast", "contrast"], ["glass", "dark"]]);
  const page = document.documentElement;
  // A host opens the tab below /teams; a frame without that is taken for one as well.
  if (/^\/teams(\/|$)/.test(location.pathname) || parent !== self) page.dataset.hosted = "";
  const said = new URLSearchParams("hosted" in page.dataset ? location.search : "");
  let asked = said.get("theme");
  // Times are in the language of the page, in the manner of the country that the host, else the browser, names.
  const locale = [said.get("locale"), navigator.language].map(readLocale).find(Boolean);
  page.dataset.locale = locale?.language === page.lang ? locale.toString() : [page.lang, locale?.maximize().region].filter(Boolean).join("-");
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

  function readLocale(tag) {
    try {
      return new Intl.Locale(tag);
    } catch {
      // What is no language is not followed.
    }
  }

  // What the tab asks first is under way while it is compiled; it takes each answer once (src/api/client.rs). In a host calls carry
  // a token, which is not here yet.
  if (!("hosted" in page.dataset)) {
    // Where the browser sent no sign-in with its request for this page there is none to ask about (server/src/http/assets.rs). A
    // page out of the browser's history may be older than the sign-in.
    const [opened] = performance.getEntriesByType("navigation");
    const session = opened?.serverTiming?.find(({ name }) => name === "session");
    const signedOut = session?.description === "none" && opened.type !== "back_forward";
    if (signedOut) page.dataset.signedOut = "";

    const begun = new Map();
    globalThis.aponoBegun = begun;
    const begin = (address) => {
      // As long as any call of the tab.
      const limit = AbortSignal.timeout(20_000);
      const sent = Date.now();
      const answer = fetch(address, { headers: { accept: "application/json", "x-apono-tab": "1" }, signal: limit });
      begun.set(address, { sent, limit, answer });
      // What does not come is told by who takes it.
      return answer.catch(() => {});
    };
    const open = ["Initializing", "Pending", "PendingMFA", "Granting", "Active", "Revoking"];
    const list = ["scope=MyRequests", ...open.map((status) => `statuses=${status}`), "limit=100", "skip=0"].join("&");
    begin("/config.json");
    if (!signedOut) {
      begin("/api/client/v1/session").then((answer) => {
        if (answer?.ok) begin(`/api/client/v1/access-requests?${list}`);
      });
    }
  }
})();
