// What the tab uses of TeamsJS, by name, so that the bundle leaves the rest out. Loaded only inside a host (public/start.js).
import { app, authentication, pages, shortcutRelay } from "@microsoft/teams-js";

let connected;
let handlers;

/** Begins the handshake, once. Settles with the context when the host has answered; whether it does is not known. */
export function connect() {
  connected ??= app.initialize().then(() => {
    // The outline of the page is painted before any module runs.
    app.notifyAppLoaded();
    app.registerOnThemeChangeHandler(tellTheme);
    return app.getContext();
  });
  return connected;
}

/** Tells public/boot.js, which alone sets the theme of the page. */
export function tellTheme(theme) {
  dispatchEvent(new CustomEvent("host-theme", { detail: theme }));
}

/** What the tab does when the host asks: `suspend`, `resume(address)`, `enter(forward)`, `back()`, `link(subPage)`. */
export function listen(suspend, resume, enter, back, link) {
  handlers = { suspend, resume, enter, back, link };
  app.lifecycle.registerOnResumeHandler(({ contentUrl }) => {
    // A host may forget what a frame that rested had registered.
    app.registerOnThemeChangeHandler(tellTheme);
    listenForKeys();
    handlers.resume(String(contentUrl));
    app.notifySuccess();
  });
  app.lifecycle.registerBeforeSuspendOrTerminateHandler(async () => handlers.suspend());
  app.registerOnContextChangeHandler(({ app: { theme }, page: { subPageId } }) => {
    tellTheme(theme);
    handlers.link(String(subPageId ?? ""));
  });
  listenForKeys();
  // The host's own shortcuts work while the focus is in the tab. A host that refuses keeps them to itself.
  if (shortcutRelay.isSupported()) shortcutRelay.enableShortcutRelayCapability().catch(() => {});
}

function listenForKeys() {
  pages.registerFocusEnterHandler((forward) => handlers.enter(forward !== false));
  if (pages.backStack.isSupported()) pages.backStack.registerBackButtonHandler(() => handlers.back());
}

export const succeeded = () => app.notifySuccess();
export const failedAsExpected = (reason, message) => app.notifyExpectedFailure({ reason, message });
export const returnFocus = (forward) => pages.returnFocus(forward);
export const token = (silent) => authentication.getAuthToken({ silent });
export const signIn = (url) => authentication.authenticate({ url, width: 520, height: 680 });
/** The handshake of a window that the host opened for signing in. */
export const introduce = () => app.initialize();
export const signedIn = (result) => authentication.notifySuccess(result);
export const signInFailed = (reason) => authentication.notifyFailure(reason);
export const openLink = (address) => app.openLink(address);
/** Whether another tab of the app can be shown, and then shows it. */
export const goTo = async (pageId, subPageId) => {
  if (!pages.currentApp.isSupported()) return false;
  await pages.currentApp.navigateTo({ pageId, subPageId });
  return true;
};
