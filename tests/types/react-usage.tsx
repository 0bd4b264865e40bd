// How "tokenward/react" is used: it has to compile with either JSX runtime. The other projects compile without React's types,
// which shows that only this entry point needs them.

import * as React from "react";
import { TokenManager, type TokenInfo } from "tokenward";
import {
  RequireLogin, SignedIn, SignedOut, TokenProvider, useAuth, useToken, useTokenInfo, useTokenManager,
  type Auth, type LastingTokenInfo, type ReturnState, type TokenResult,
} from "tokenward/react";

export function Items() {
  const result: TokenResult = useToken("api");
  if (result.status === "ready") {
    const token: string = result.token;
    return <p>{token.length}</p>;
  }
  const none: undefined = result.token;
  const again = async (): Promise<TokenInfo> => result.refresh();
  return <button onClick={again}>{result.error?.code ?? none ?? result.status}</button>;
}

export function Facts() {
  const info: LastingTokenInfo | undefined = useTokenInfo();
  const manager: TokenManager | undefined = useTokenManager();
  return <button onClick={() => manager?.clear()}>{info?.expiresAt}</button>;
}

interface Claims {
  name: string;
  roles?: string[];
}

export function Account() {
  const auth: Auth<Claims> = useAuth<Claims>("api");
  if (auth.status === "error") return <p>{auth.error.message}</p>;
  if (auth.status !== "signedIn") return <button onClick={auth.login}>Sign in</button>;
  const { user, logout, getToken, fetch } = auth;
  const call = async () => void [(await getToken({ minLifetimeSeconds: 60 })).length, (await fetch("/items", { method: "POST" })).status];
  return (
    <>
      <button onClick={logout}>{user?.claims.name}</button>
      <button onClick={() => logout({ revoke: false })}>{user?.claims.roles?.join()}</button>
      <button onClick={call}>{user?.claims.sub.length}</button>
    </>
  );
}

export const guarded = (
  <>
    <SignedIn provider="api">
      <Account />
    </SignedIn>
    <SignedOut>Welcome</SignedOut>
    <RequireLogin
      loginOptions={{ scope: "openid", prompt: "login", mode: "redirect" }}
      fallback={<p>One moment…</p>}
      signedOut={({ error, login }) => <button onClick={() => void login()}>{error?.code ?? "Sign in"}</button>}
    >
      <Account />
    </RequireLogin>
  </>
);

const goTo = (state: ReturnState | undefined) => history.replaceState(null, "", state?.returnTo ?? "/");

const made = TokenManager.create();
export const given = (
  <React.StrictMode>
    <TokenProvider manager={made}>
      <Items />
      <Facts />
    </TokenProvider>
    <TokenProvider options={{ providers: { api: { grant: "static", token: "t" } } }}>
      <Items />
    </TokenProvider>
    <TokenProvider manager={undefined} handleCallback={false} />
    <TokenProvider manager={made} onSignedIn={({ appState }) => goTo(appState as ReturnState | undefined)} />
  </React.StrictMode>
);

export function Mistakes() {
  // @ts-expect-error there may be no token
  const token: string = useToken().token;
  // @ts-expect-error the remaining life changes all the time
  const seconds = useTokenInfo()?.remainingSeconds;
  // @ts-expect-error a provider's name is text
  useToken(5);
  // @ts-expect-error there may be no user
  const name: string = useAuth<Claims>().user.claims.name;
  // @ts-expect-error a claim that the server does not have
  const role = useAuth<Claims>().user?.claims.role;
  // @ts-expect-error an option that login does not have
  void useAuth().login({ promt: "login" });
  // @ts-expect-error an option that does not exist
  return <TokenProvider options={{ provider: {} }}>{`${token} ${seconds} ${name} ${role}`}</TokenProvider>;
}
