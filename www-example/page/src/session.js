// The session: signing in, coming back, signing out, and the matching half of the page.

import { clearAnswer } from "./answer.js";
import { byId, onPress } from "./dom.js";
import { USER } from "./tokens.js";

/** Shows the session and its changes, in this tab and in others. */
export async function session(manager) {
  onPress(byId("sign-in"), () => signIn(manager).catch(tellProblem));
  onPress(byId("sign-out"), () => manager.logout(USER, { postLogoutRedirectUri: `${location.origin}/` }));

  const show = () => showSession(manager);
  manager.on("signedIn", () => {
    tell("");
    show();
  });
  manager.on("signedOut", show);
  manager.on("reauthenticate", () => {
    show();
    tell("Your session has ended. Please sign in again.");
  });

  // After the return from the authorization server this finishes the sign-in; on any other page it does nothing.
  await manager.handleCallback().catch(tellProblem);
  show();
}

/** In this tab, or in a window of its own. OpenID Connect gives a refresh token only with the user's consent, so ask for it. */
async function signIn(manager) {
  tell("");
  const mode = document.querySelector('input[name="mode"]:checked').value;
  await manager.login(USER, { mode, prompt: "consent" });
}

/** Shows the invitation to sign in, or the token's life. */
function showSession(manager) {
  const signedIn = manager.isAuthenticated(USER);
  const name = manager.getUser(USER)?.claims.name;

  document.body.dataset.signedIn = String(signedIn);
  byId("signed-in").hidden = !signedIn;
  byId("signed-out").hidden = signedIn;
  for (const card of ["api", "worker"]) {
    byId(`call-${card}`).disabled = !signedIn;
    byId(`${card}-hint`).hidden = signedIn;
    if (!signedIn) clearAnswer(byId(`${card}-answer`));
  }
  byId("who").hidden = name === undefined;
  byId("user-name").textContent = name ?? "";
}

const reasons = {
  popup_blocked: "Your browser blocked the window. Allow it, or sign in in this tab.",
  popup_closed: "The window was closed before you were signed in.",
};

function tellProblem(error) {
  if (error.oauthError === "access_denied") tell("You cancelled the sign-in.");
  else tell(reasons[error.code] ?? `The sign-in failed: ${error.message}`);
}

function tell(text) {
  const notice = byId("notice");
  notice.textContent = text;
  notice.hidden = text === "";
}
