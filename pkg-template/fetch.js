// @ts-check
// TokenManager.fetch: the host's fetch with a token, limited to the allowed origins, and with a new token after a 401.

import { abandonable, mayBeName, own } from "./arguments.js";
import { discard, headerOf } from "./driver/http.js";
import { InvalidConfigurationError, ManagerClosedError, TokenError } from "./errors.js";
import { loadRare } from "./load-rare.js";
import { Outgoing, isRequest } from "./outgoing.js";
import { hostDropsAuthorization } from "./redirects.js";

/** The start of an `Authorization` header whose token is bound to a key. */
const DPOP = "DPoP ";

/**
 * The functions of a manager that `fetch` uses.
 * @typedef {object} Tokens
 * @property {typeof fetch | undefined} fetch the user's own `fetch`
 * @property {(provider: string | undefined, origin: string) => Promise<string>} providerFor the provider whose token goes to the origin; rejects if none may
 * @property {(provider: string, signal: AbortSignal | undefined, useFallback?: boolean) => Promise<string>} authorization
 * @property {(provider: string, token: string, origin: string) => void} checkOrigin throws if this token, which may be a fallback's, may not go there
 * @property {(provider: string, token: string, origin: string, status: number, challenge: string | undefined) => boolean} challenged records
 *   the origin's refusal; true if a new token may help
 * @property {(provider: string, token: string) => Promise<boolean>} reject true if another request may succeed
 * @property {(provider: string, token: string, origin: string) => void} refusedWhenNew
 * @property {(provider: string) => import("./proofs.js").Prover} prover
 */

/**
 * The functions for `fetch`, by the driver of a manager.
 * @param {import("./driver/driver.js").Driver} driver
 * @param {() => import("./driver/driver.js").Driver} open returns the driver; throws if the manager is closed
 * @param {Tokens["fetch"]} fetch
 * @param {Tokens["authorization"]} authorization
 * @returns {Tokens}
 */
export function tokensOf(driver, open, fetch, authorization) {
  return {
    fetch,
    authorization,
    providerFor: (provider, origin) => open().run("providerFor", provider, { origin }),
    checkOrigin: (provider, token, origin) => open().ask("checkOrigin", provider, { token, origin }),
    // No error: the manager may be closed by now, and the response still goes to the caller.
    challenged: (provider, token, origin, status, challenge) => driver.ask("challenged", provider, { token, origin, status, challenge })?.value,
    reject: (provider, token) => open().run("rejectToken", provider, { token }),
    refusedWhenNew: (provider, token, origin) => driver.ask("refusedWhenNew", provider, { token, origin }),
    prover: (provider) => proverOf(open, provider),
  };
}

/**
 * @param {() => import("./driver/driver.js").Driver} open
 * @param {string | undefined} provider
 * @returns {import("./proofs.js").Prover}
 */
export const proverOf = (open, provider) => ({
  claims: (url) => open().proof(provider, url),
  answered: (claims, response) => open().proofAnswered(claims, response),
});

/**
 * @param {Tokens} tokens
 * @param {RequestInfo | URL} input
 * @param {import("./index.js").AuthenticatedRequestInit | null} [options]
 * @returns {Promise<Response>}
 */
export async function fetchWithToken(tokens, input, options) {
  const { provider: named, anonymously, init, via } = read(options);
  const outgoing = new Outgoing(...whole(input, init));
  const { signal } = outgoing;
  signal?.throwIfAborted();
  const { origin } = outgoing.url;
  const provider = await abandonable(tokens.providerFor(named, origin), signal);

  let authorization;
  try {
    authorization = await tokens.authorization(provider, signal);
  } catch (error) {
    // Other errors, such as the signal's reason, don't mean that there is no token.
    if (!anonymously || !(error instanceof TokenError) || error instanceof ManagerClosedError) throw error;
  }
  if (authorization !== undefined) tokens.checkOrigin(provider, tokenIn(authorization), origin);
  const send = sender(tokens, provider, outgoing, via ?? tokens.fetch);
  const isWorthRenewing = (/** @type {Response} */ response, /** @type {string} */ token) => {
    const { status } = response;
    if ((status !== 401 && status !== 403) || cameFromElsewhere(response, origin)) return false;
    return tokens.challenged(provider, token, origin, status, headerOf(response, "www-authenticate"));
  };
  try {
    const response = await send(authorization);
    if (authorization === undefined || !isWorthRenewing(response, tokenIn(authorization))) return response;
    const renewed = await renew(tokens, provider, authorization, origin, outgoing);
    if (renewed === undefined) return response;
    // Frees the connection for the repeat.
    discard(response);
    const second = await send(renewed);
    if (isWorthRenewing(second, tokenIn(renewed))) tokens.refusedWhenNew(provider, tokenIn(renewed), origin);
    return second;
  } finally {
    outgoing.release();
  }
}

/** @param {import("./index.js").AuthenticatedRequestInit | null | undefined} options */
function read(options) {
  if (options !== undefined && options !== null && typeof options !== "object") throw new InvalidConfigurationError("init: must be an object");
  // A Request as `init` has its members on its prototype and none of our options.
  const request = isRequest(options) ? options : undefined;
  const { provider: _, onNoToken: __, fetch: ___, ...init } = request ? {} : (options ?? {});
  const [provider, onNoToken, via] = ["provider", "onNoToken", "fetch"].map((name) => (request ? undefined : own(options, name)));
  if (onNoToken !== undefined && onNoToken !== "throw" && onNoToken !== "anonymous") {
    throw new InvalidConfigurationError('init.onNoToken: must be one of "throw", "anonymous"');
  }
  if (via !== undefined && typeof via !== "function") throw new InvalidConfigurationError("init.fetch: must be a function");
  return { provider: mayBeName(provider), anonymously: onNoToken === "anonymous", init: request ?? init, via };
}

/**
 * @param {RequestInfo | URL} input
 * @param {Request | RequestInit} init
 * @returns {[RequestInfo | URL, RequestInit]}
 */
function whole(input, init) {
  return isRequest(init) ? [new Request(input, init), {}] : [input, init];
}

/**
 * @param {Tokens} tokens
 * @param {string} provider
 * @param {Outgoing} outgoing
 * @param {typeof fetch | undefined} own
 */
function sender(tokens, provider, outgoing, own) {
  /** @type {typeof fetch} */
  const call = own ?? ((input, init) => fetch(input, init));
  const byHand = outgoing.redirect === "follow" && !hostDropsAuthorization(own !== undefined);
  return async (/** @type {string | undefined} */ authorization) => {
    const headers = new Headers(outgoing.headers);
    if (authorization === undefined) headers.delete("authorization");
    else headers.set("authorization", authorization);
    if (authorization?.startsWith(DPOP)) {
      const { sendWithProofs } = await loadRare();
      return sendWithProofs(tokens.prover(provider), authorization.slice(DPOP.length), call, outgoing, headers);
    }
    return byHand ? (await loadRare()).follow(call, outgoing, headers) : call(...outgoing.take(headers));
  };
}

/**
 * A new token in place of the refused one; undefined if there is none for this origin, or the request cannot be sent again.
 * @param {Tokens} tokens
 * @param {string} provider
 * @param {string} authorization
 * @param {string} origin
 * @param {Outgoing} outgoing
 */
async function renew(tokens, provider, authorization, origin, { signal, isOneShot }) {
  try {
    const another = await abandonable(tokens.reject(provider, tokenIn(authorization)), signal);
    if (!another || isOneShot) return undefined;
    const renewed = await tokens.authorization(provider, signal);
    tokens.checkOrigin(provider, tokenIn(renewed), origin);
    return renewed;
  } catch {
    signal?.throwIfAborted();
    return undefined;
  }
}

/** The `Authorization` header: servers write the usual schemes in any case. @param {{ token: string, tokenType: string }} handed */
export function authorizationOf({ token, tokenType }) {
  const scheme = ["Bearer", "DPoP"].find((usual) => usual.toLowerCase() === tokenType.toLowerCase()) ?? tokenType;
  return `${scheme} ${token}`;
}

/** @param {string} authorization */
const tokenIn = (authorization) => authorization.slice(authorization.indexOf(" ") + 1);

/**
 * True if the response answers a request without a token, because a redirect led to another origin.
 * @param {Response} response
 * @param {string} origin
 */
function cameFromElsewhere(response, origin) {
  // A stand-in for fetch may tell no URL.
  return Boolean(response.url) && new URL(response.url).origin !== origin;
}
