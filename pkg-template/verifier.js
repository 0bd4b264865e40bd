// @ts-check
// The result of `createVerifier`: checks the tokens that a resource server receives. `signatures.js` checks JWTs, `introspection.js` all
// others.

import { asFetch, checkStorage, own } from "./arguments.js";
import { bearerOf, challenge } from "./bearer.js";
import { IntrospectedTokens } from "./introspection.js";
import { KeySource } from "./key-source.js";
import { Remembered } from "./remembered.js";
import { invalid, SignedTokens } from "./signatures.js";
import { newCore } from "./verifier-core.js";
import { verifierOptions } from "./verifier-options.js";

/** @typedef {import("./remembered.js").Verified} Verified */

/** The number of verified tokens that are remembered, if the cache is enabled. */
const CACHE_ENTRIES = 1_000;

/**
 * The key or certificate that a token is bound to (RFC 7800 §3), since possession of the token alone must not grant access; undefined
 * for a bearer token.
 * @param {Record<string, any>} claims
 */
function bindingOf({ cnf, token_type }) {
  const members = Object.keys(Object(cnf));
  if (members.includes("jkt") || /^dpop$/i.test(token_type)) return "key (DPoP, RFC 9449)";
  if (members.includes("x5t#S256")) return "client certificate (mTLS, RFC 8705)";
  return cnf === undefined || cnf === null ? undefined : "key (cnf, RFC 7800)";
}

export class TokenVerifier {
  /** @type {Remembered | undefined} */
  #remembered;
  /** @type {{ check(token: string): Promise<Verified> }} */
  #tokens;
  /** @type {string} */
  #realm;
  /** @type {string} */
  #scope;

  /**
   * @param {unknown} options
   * @param {() => WebAssembly.Module} moduleOf gives the compiled core
   */
  constructor(options, moduleOf) {
    const core = newCore(verifierOptions(options), moduleOf);
    const seconds = own(options, "cacheSeconds");
    if (seconds !== undefined) this.#remembered = new Remembered(seconds, own(options, "cacheEntries") ?? CACHE_ENTRIES);
    if (own(options, "introspection") !== undefined) {
      this.#tokens = new IntrospectedTokens(core, options, this.#remembered);
    } else {
      const storage = checkStorage(own(options, "storage"));
      const source = new KeySource(core, asFetch(own(options, "fetch")), storage, own(options, "jwksUri") ?? own(options, "issuer"));
      this.#tokens = new SignedTokens(core, source, this.#remembered);
    }
    this.#realm = [own(options, "audience")].flat()[0];
    this.#scope = [own(options, "requiredScopes") ?? []].flat().join(" ");
  }

  // Own functions, so that they can be passed around (`.catch(verifier.challenge)`) and work in a proxy of the verifier, which has
  // none of its private members.

  /** @type {(token: string) => Promise<Verified>} */
  verify = (token) => {
    if (typeof token !== "string") return Promise.reject(invalid("the token is not a string"));
    // Not `async`: that would cost one more microtask per call, which matters where a check takes microseconds.
    const known = this.#remembered?.get(token);
    return known === undefined ? this.#tokens.check(token) : Promise.resolve(known);
  };

  /** @param {Request} request */
  verifyRequest = async (request) => {
    const verified = await this.verify(bearerOf(request));
    const binding = bindingOf(verified.claims);
    if (binding !== undefined) throw invalid(`the token is bound to a ${binding}, and verifyRequest checks no proof: it is no bearer token`);
    return verified;
  };

  /** @type {(error: unknown) => Response} */
  challenge = (error) => challenge(error, this.#realm, this.#scope);
}
