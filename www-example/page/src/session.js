// Signing in, coming back, signing out.

import { decodeJwt } from "tokenward";
import { USER } from "./tokens.js";

/** Leaves for the authorization server. OpenID Connect gives a refresh token only with the user's consent, so ask. */
export async function signIn(manager) {
  const { url } = await manager.startLogin(USER, { prompt: "consent" });
  location.assign(url);
}

/** Finishes a sign-in if this is the way back from one, and takes the code out of the address bar either way. */
export async function comeBack(manager) {
  const query = new URLSearchParams(location.search);
  if (!query.has("state")) return;
  try {
    await manager.finishLogin(location.href);
  } finally {
    history.replaceState(null, "", location.pathname);
  }
}

export function signOut(manager) {
  return manager.clear(USER);
}

export function isSignedIn(manager) {
  const { hasToken, hasRefreshToken } = manager.getTokenInfo(USER);
  return hasToken || hasRefreshToken;
}

/** The user's name, as the ID token has it. */
export async function userName(manager) {
  const { idToken } = (await manager.getTokens(USER)) ?? {};
  return idToken ? decodeJwt(idToken).payload.name : undefined;
}
