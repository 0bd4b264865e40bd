// @ts-check
// TokenManager.fetch: the host's fetch with a token, limited to the allowed origins, and with a new token after a 401.

import { abandonable, mayBeName, own } from "./arguments.js";
import { InvalidConfigurationError, ManagerClosedError, TokenError } from "./errors.js";
import { loadRare } from "./load-rare.js";
import { Outgoing, isRequest } from "./outgoing.js";
import { hostDropsAuthorization } from "./redirects.js";

/** The start of an `Authorization` header whose token is bound to a key. */
const DPOP = "DPoP ";

/**
 * What `fetch` needs of a manager.
 * @typedef {object} Tokens
 * @property {typeof fetch | undefined} fetch the user's own
 * @property {(provider: string | undefined) => Promise<string[]>} allowedOrigins
 * @property {(provider: string | undefined) => string} nameOf
 * @property {(provider: string | undefined, signal: AbortSignal | undefined) => Promise<string>} authorization
 * @property {(provider: string | undefined, token: string, origin: string) => string | undefined} refusedBy whose `allowedOrigins` keep
 *   this token from the origin
 * @property {(provider: string | undefined, token: string, origin: string, challenge: string | undefined) => boolean} isWorthRenewing
 *   after a 401 from the origin
 * @property {(provider: string | undefined, token: string) => Promise<boolean>} reject whether it is worth asking again
 * @property {(provider: string | undefined, token: string, origin: string) => void} refusedWhenNew
 * @property {(provider: string | undefined) => import("./proofs.js").Prover} prover
 */

/**
 * @param {Tokens} tokens
 * @param {RequestInfo | URL} input
 * @param {import("./index.js").AuthenticatedRequestInit | null} [options]
 * @returns {Promise<Response>}
 */
export async function fetchWithToken(tokens, input, options) {
  const { provider, anonymously, init, via } = read(options);
  const outgoing = new Outgoing(...whole(input, init));
  const { signal } = outgoing;
  signal?.throwIfAborted();
  const origins = await abandonable(tokens.allowedOrigins(provider), signal);
  const { origin } = outgoing.url;
  const refuse = (/** @type {string} */ by) => {
    const message = `The token may not be sent to ${origin}. If it is meant for it, add "${origin}" to providers.${by}.allowedOrigins.`;
    return new TokenError(message, { code: "origin_not_allowed", provider: tokens.nameOf(provider) });
  };
  if (!origins.includes(origin)) throw refuse(tokens.nameOf(provider));

  let authorization;
  try {
    authorization = await tokens.authorization(provider, signal);
  } catch (error) {
    // Other errors, such as the signal's reason, don't mean that no token can be had.
    if (!anonymously || !(error instanceof TokenError) || error instanceof ManagerClosedError) throw error;
  }
  // The token may be a fallback's.
  const by = authorization && tokens.refusedBy(provider, tokenIn(authorization), origin);
  if (by) throw refuse(by);
  const send = sender(tokens, provider, outgoing, via ?? tokens.fetch);
  const isRefused = (/** @type {Response} */ response) => response.status === 401 && !cameFromElsewhere(response, origin) && !wantsNonce(response);
  const isWorthRenewing = (/** @type {Response} */ { headers }, /** @type {string} */ token) =>
    tokens.isWorthRenewing(provider, token, origin, headers.get("www-authenticate") ?? undefined);
  try {
    const response = await send(authorization);
    if (authorization === undefined || !isRefused(response) || !isWorthRenewing(response, tokenIn(authorization))) return response;
    const renewed = await renew(tokens, provider, authorization, outgoing);
    if (renewed === undefined || tokens.refusedBy(provider, tokenIn(renewed), origin)) return response;
    // Frees the connection for the repeat.
    response.body?.cancel().catch(() => {});
    const second = await send(renewed);
    if (isRefused(second) && isWorthRenewing(second, tokenIn(renewed))) tokens.refusedWhenNew(provider, tokenIn(renewed), origin);
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
 * @param {string | undefined} provider
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
 * A new token in place of the refused one; undefined if there is none, or the request cannot be sent again.
 * @param {Tokens} tokens
 * @param {string | undefined} provider
 * @param {string} authorization
 * @param {Outgoing} outgoing
 */
async function renew(tokens, provider, authorization, { signal, isOneShot }) {
  try {
    const another = await abandonable(tokens.reject(provider, tokenIn(authorization)), signal);
    return another && !isOneShot ? await tokens.authorization(provider, signal) : undefined;
  } catch {
    signal?.throwIfAborted();
    return undefined;
  }
}

/**
 * Whether the server refused the proof, for lack of its nonce (RFC 9449 §9), and not the token.
 * @param {Response} response
 */
function wantsNonce(response) {
  return response.headers.get("www-authenticate")?.includes("use_dpop_nonce") === true;
}

/** The scheme of an `Authorization` header: servers write the usual ones in any case. @param {string} tokenType */
export const schemeOf = (tokenType) => ["Bearer", "DPoP"].find((usual) => usual.toLowerCase() === tokenType.toLowerCase()) ?? tokenType;

/** @param {string} authorization */
const tokenIn = (authorization) => authorization.slice(authorization.indexOf(" ") + 1);

/**
 * Whether the response answers a request without a token, since a redirect led to another origin.
 * @param {Response} response
 * @param {string} origin
 */
function cameFromElsewhere(response, origin) {
  return response.url !== "" && new URL(response.url).origin !== origin;
}
