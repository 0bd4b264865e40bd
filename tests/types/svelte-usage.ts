// How "tokenward/svelte" is used: its stores have to be Svelte's.

import { fromStore, get, type Readable } from "svelte/store";
import { TokenManager } from "tokenward";
import { tokenward, type Auth, type ReturnState, type Tokenward, type TokenResult } from "tokenward/svelte";

interface Claims {
  name: string;
}

const session: Tokenward<Claims> = tokenward<Claims>(
  { providers: { api: { grant: "static", token: "t" } } },
  { onSignedIn: ({ appState }) => history.replaceState(null, "", (appState as ReturnState | undefined)?.returnTo ?? "/") },
);
export const promised = tokenward(TokenManager.create(), { handleCallback: false });
export const { auth, token, authOf, requireLogin, close } = session;

export const asSvelteHasIt: Readable<Auth<Claims>> = auth;
const { status, user, error, login, logout, getToken, fetch } = get(auth);
export const name: string | undefined = user?.claims.name;
export const subject: string | undefined = user?.claims.sub;
export const message: string | undefined = error?.message;
export const current: TokenResult = fromStore(token("api")).current;
export const email: string | undefined = get(authOf<{ email: string }>("other")).user?.claims.email;

export async function everything(): Promise<void> {
  if (status === "signedOut") await login({ mode: "redirect", prompt: "login" });
  if (await requireLogin({ provider: "api", asked: true, returnTo: "/notes", loginHint: "ada" })) await fetch("/api", { headers: { Authorization: await getToken() } });
  await logout({ navigate: false });
  close();
}

// @ts-expect-error there may be no token
export const certain: string = get(token()).token;
// @ts-expect-error an undeclared claim
export const unnamed: string = user?.claims.nickname;
// @ts-expect-error an option that does not exist
tokenward({ provider: {} });
