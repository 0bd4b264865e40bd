// How "tokenward/react" is used: it has to compile with either JSX runtime. The other projects compile without React's types,
// which shows that nobody else needs them.

import * as React from "react";
import { TokenManager, type TokenInfo } from "tokenward";
import { TokenProvider, useToken, useTokenInfo, useTokenManager, type LastingTokenInfo, type TokenResult } from "tokenward/react";

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
    <TokenProvider manager={undefined} />
  </React.StrictMode>
);

export function Mistakes() {
  // @ts-expect-error there may be no token
  const token: string = useToken().token;
  // @ts-expect-error what is left of its life changes all the time
  const seconds = useTokenInfo()?.remainingSeconds;
  // @ts-expect-error a provider's name is text
  useToken(5);
  // @ts-expect-error an option that does not exist
  return <TokenProvider options={{ provider: {} }}>{`${token} ${seconds}`}</TokenProvider>;
}
