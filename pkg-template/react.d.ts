// The types of "tokenward/react". React 18 or newer is the application's own.

import type { ReactElement, ReactNode } from "react";
import type { TokenError, TokenInfo, TokenManager, TokenManagerOptions } from "./index.js";

export interface TokenProviderProps {
  /**
   * The application's own manager, or a promise of one (`TokenManager.create(…)`, made once outside of components). It is not
   * closed by this component. undefined, on a server say, leaves every hook "loading".
   */
  manager?: TokenManager | PromiseLike<TokenManager> | undefined;
  /**
   * Or options: a manager is made when this component is on the page and closed when it has left. Only the first value
   * counts. It is made of "tokenward", loaded when it is needed; for "tokenward/web" make the manager yourself.
   */
  options?: TokenManagerOptions | undefined;
  children?: ReactNode;
}

/**
 * Gives the components inside it a manager. Under StrictMode there is one manager still, and one token request.
 *
 * @throws InvalidConfigurationError if there is neither `manager` nor `options`, or both
 */
export function TokenProvider(props: TokenProviderProps): ReactElement;

/** What is known of a token, without what changes all the time: `expiresAt` says when it ends. */
export type LastingTokenInfo = Omit<TokenInfo, "remainingSeconds">;

interface TokenResultBase {
  /** What is known of the token; undefined until there is a manager that knows the provider. */
  readonly info: LastingTokenInfo | undefined;
  /**
   * Why there is no token, or, beside a token, why it could not be renewed yet. Gone with the next new token. It is one of
   * the TokenError classes.
   */
  readonly error: TokenError | undefined;
  /** Gets a new token now, as the manager's own `refresh` does: "try again". Waits for the manager if there is none yet. */
  readonly refresh: () => Promise<TokenInfo>;
}

/**
 * - "ready": `token` is valid.
 * - "loading": the manager, or a token, is on its way. So it is on servers, and in the first rendering of what a server sent.
 * - "none": nothing is held, and nothing can be had without the user: nobody has signed in, or the tokens were cleared.
 *   `error` says why, if there is more to say.
 * - "error": no token could be had; `error` says why.
 *
 * `token` is no own property of the object: React's developer tools, `JSON.stringify` and spreading leave it out.
 */
export type TokenResult =
  | (TokenResultBase & { readonly status: "ready"; readonly token: string })
  | (TokenResultBase & { readonly status: "loading" | "none" | "error"; readonly token: undefined });

/**
 * The access token of a provider. The first component that uses it makes the manager get one; all of them render again when it
 * is renewed, taken away, or cannot be had, and at no other time. `provider` may be left out while the manager has exactly one.
 *
 * A manager that you close while components use it is seen as closed when they render next.
 *
 * @example
 * function Items() {
 *   const { status, token, error, refresh } = useToken("api");
 *   if (status === "ready") return <List token={token} />;
 *   if (status === "none") return <SignIn />;
 *   if (status === "error") return <button onClick={refresh}>{error?.message}</button>;
 *   return <Spinner />;
 * }
 */
export function useToken(provider?: string): TokenResult;

/** What is known of a provider's token. Only looks: gets no token. undefined as long as there is nothing to know. */
export function useTokenInfo(provider?: string): LastingTokenInfo | undefined;

/** The manager: for `startLogin`, `clear` and the rest. undefined until it is there, and on servers. */
export function useTokenManager(): TokenManager | undefined;
