// The end of a sign-in for Teams, Outlook or Microsoft 365: hands the one-time code, or the reason why there is none, to the
// host that opened this window and then closes it. Opened by anybody else, the page stays as it is.
import { introduce, signInFailed, signedIn } from "/host/teams.js";

const outcome = document.querySelector("[data-code], [data-reason]");
const { code, reason } = outcome.dataset;
outcome.removeAttribute("data-code");
try {
  await introduce();
  if (code) {
    signedIn(code);
  } else {
    signInFailed(reason);
  }
} catch {
  // No host is there to be told. What is left to do stands on the page.
}
