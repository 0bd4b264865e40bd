// Puts the page together: one token manager, and the cards that watch or use it.

import "tokenward/monitor";
import { apiCard } from "./api.js";
import { clearAnswer } from "./answer.js";
import { byId, onPress } from "./dom.js";
import { showLife } from "./life.js";
import { serverCard } from "./server.js";
import { comeBack, isSignedIn, signIn, signOut, userName } from "./session.js";
import { USER, createManager } from "./tokens.js";
import { workerCard } from "./worker.js";

const manager = await createManager();
const updateCounts = serverCard();

byId("monitor").manager = manager;
showLife(manager);
apiCard(manager);
workerCard(manager, updateCounts);

onPress(byId("sign-in"), () => signIn(manager).catch(tellProblem));
onPress(byId("sign-out"), () => signOut(manager));
onPress(byId("renew"), () => manager.refresh(USER).catch(() => {})); // The monitor tells: each failure is an event.

// A new token, ours or another tab's, and at once the one that storage held.
manager.subscribe(USER, () => {
  showSession();
  updateCounts();
});
manager.on("added", () => tell(""));
manager.on("removed", showSession);
manager.on("expired", showSession);
manager.on("error", updateCounts);
manager.on("reauthenticate", () => {
  showSession();
  tell("Your session has ended. Please sign in again.");
});

await comeBack(manager).catch(tellProblem);
await showSession();
updateCounts();

/** Shows the half of the page that fits: the invitation to sign in, or the token's life. */
async function showSession() {
  const name = await userName(manager).catch(() => undefined);
  const signedIn = isSignedIn(manager);

  document.body.dataset.signedIn = String(signedIn);
  byId("signed-in").hidden = !signedIn;
  byId("signed-out").hidden = signedIn;
  for (const card of ["api", "worker"]) {
    byId(`call-${card}`).disabled = !signedIn;
    byId(`${card}-hint`).hidden = signedIn;
    if (!signedIn) clearAnswer(byId(`${card}-answer`));
  }
  byId("who").hidden = !signedIn || name === undefined;
  byId("user-name").textContent = signedIn ? (name ?? "") : "";
}

function tellProblem(error) {
  tell(error.oauthError === "access_denied" ? "You cancelled the sign-in." : `The sign-in failed: ${error.message}`);
}

function tell(text) {
  const notice = byId("notice");
  notice.textContent = text;
  notice.hidden = text === "";
}
