import { tokenward } from "tokenward/svelte";
import { options } from "./options.js";

export const { auth, token, requireLogin, close } = tokenward(options, {
  onSignedIn: ({ appState }) => history.replaceState(null, "", appState?.returnTo ?? "/"),
});
import.meta.hot?.dispose(close);
