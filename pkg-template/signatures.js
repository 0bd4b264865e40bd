// @ts-check
// Tokens that are JWTs. WebCrypto checks their signatures with the issuer's keys; the core chooses the checks and validates the claims.
// Promises belong to the request that made them.

import { bytesOf } from "./base64url.js";
import { InvalidTokenError } from "./errors.js";
import { copyOf } from "./remembered.js";
import { ask, decoder, encoder, errorIn } from "./verifier-texts.js";

/**
 * @typedef {import("./verifier-texts.js").VerifierCore} VerifierCore
 * @typedef {import("./remembered.js").Verified} Verified
 * @typedef {{ key: CryptoKey, algorithm: any }} KeptKey
 * @typedef {{ keys: Array<{ id: number, jwk: JsonWebKey }>, algorithm: any, generation: number }} Step which keys to try
 * @typedef {KeptKey & { header: Record<string, unknown>, signature: number }} KnownHeader
 */

/** The longest token that is checked: no server accepts a header of this size. */
const MAX_LENGTH = 65_536;
/** Issuers reuse a few headers; some put a number into them that is new each time. */
const MAX_HEADERS = 64;
/** Tokens are written here for WebCrypto, which copies them at once. Longer ones are rare. */
const SCRATCH = 8_192;

const DOT = 0x2e;

const scratch = /* @__PURE__ */ new Uint8Array(SCRATCH);

export class SignedTokens {
  #core;
  #source;
  #remembered;
  /** By the core's number. Stores keys, not promises: a request's promises may end with it. @type {Map<number, KeptKey>} */
  #keys = new Map();
  /** Headers of tokens with a valid signature, by encoded text, with the core's result. @type {Map<string, KnownHeader>} */
  #headers = new Map();
  #generation = -1;

  /**
   * @param {VerifierCore} core
   * @param {import("./key-source.js").KeySource} source
   * @param {import("./remembered.js").Remembered} [remembered]
   */
  constructor(core, source, remembered) {
    this.#core = core;
    this.#source = source;
    this.#remembered = remembered;
  }

  /**
   * @param {string} token
   * @returns {Promise<Verified>}
   */
  async check(token) {
    checkLength(token);
    const now = Date.now();
    const end = token.lastIndexOf(".");
    const begin = token.indexOf(".") + 1;
    const known = this.#headers.get(token.slice(0, begin));
    const generation = this.#generation;
    // The key set may have been replaced or become outdated since.
    if (known === undefined || begin > end || this.#core.current(now) !== generation) return this.#checkUnknown(token);
    // As many bytes as characters means ASCII. The algorithm and key determine the signature's length. The core reports any error.
    const isPlain = token.length <= SCRATCH && encoder.encodeInto(token, scratch).written === token.length;
    const signature = isPlain && token.length - end - 1 === known.signature ? bytesOf(token.slice(end + 1)) : undefined;
    if (signature === undefined) return this.#checkUnknown(token);
    const checking = crypto.subtle.verify(known.algorithm, known.key, signature, scratch.subarray(0, end));
    // Runs while WebCrypto works, on another thread in most hosts. Nothing of it is revealed before the signature is verified.
    const verified = { header: copyOf(known.header), claims: this.#claims(token.slice(begin, end), now) };
    let good;
    try {
      good = await checking;
    } catch {
      throw invalid(UNCHECKED);
    }
    if (!good) throw invalid(WRONG);
    return this.#told(token, verified, generation);
  }

  /**
   * The same for a header that is new, or new with these keys.
   * @param {string} token
   * @returns {Promise<Verified>}
   */
  async #checkUnknown(token) {
    const bytes = encoder.encode(token);
    const { keys, algorithm, generation } = this.#keysFor(bytes, false) ?? (await this.#afterFetch(bytes));
    // The core has found header and signature to be base64url.
    const [begin, end] = [token.indexOf(".") + 1, token.lastIndexOf(".")];
    const signature = /** @type {Uint8Array<ArrayBuffer>} */ (bytesOf(token.slice(end + 1)));
    this.#forgetOlderThan(generation);
    const checking = this.#try(keys, algorithm, generation, signature, bytes.subarray(0, bytes.lastIndexOf(DOT)));
    const header = JSON.parse(decoder.decode(bytesOf(token.slice(0, begin - 1))));
    const isAscii = bytes.length === token.length;
    const claims = this.#claims(isAscii ? token.slice(begin, end) : undefined, Date.now());
    const kept = await checking;
    // If several keys fit, each token has to be tried with all of them.
    if (keys.length === 1 && generation === this.#generation) {
      if (this.#headers.size >= MAX_HEADERS) this.#headers.delete(/** @type {string} */ (this.#headers.keys().next().value));
      this.#headers.set(token.slice(0, begin), { ...kept, header: copyOf(header), signature: token.length - end - 1 });
    }
    return this.#told(token, { header, claims }, generation);
  }

  /**
   * The keys to try; undefined if the key set has to be fetched first.
   * @param {Uint8Array} token
   * @param {boolean} fetched
   * @returns {Step | undefined}
   */
  #keysFor(token, fetched) {
    const step = ask(this.#core.begin(token, Date.now(), fetched), this.#source.causes);
    return step.keys && step;
  }

  /**
   * @param {string | undefined} payload ASCII, if it is
   * @param {number} now
   */
  #claims(payload, now) {
    const json = payload === undefined ? undefined : bytesOf(payload);
    return json === undefined ? invalid("the JWT's payload is not base64url") : claimsOf(this.#core, json, now);
  }

  /**
   * The result for a token whose signature is valid.
   * @param {string} token
   * @param {{ header: Record<string, unknown>, claims: Record<string, any> | Error }} found
   * @param {number} generation of the keys that it was checked with
   * @returns {Verified}
   */
  #told(token, found, generation) {
    const { claims } = found;
    if (claims instanceof Error) throw claims;
    if (generation === this.#generation) this.#remembered?.put(token, /** @type {Verified} */ (found));
    return /** @type {Verified} */ (found);
  }

  /**
   * Finds the key that made the signature.
   * @param {Step["keys"]} keys
   * @param {any} algorithm
   * @param {number} generation
   * @param {Uint8Array<ArrayBuffer>} signature
   * @param {Uint8Array<ArrayBuffer>} input
   * @returns {Promise<KeptKey>}
   */
  async #try(keys, algorithm, generation, signature, input) {
    let wrong = WRONG;
    for (const { id, jwk } of keys) {
      try {
        let kept = generation === this.#generation ? this.#keys.get(id) : undefined;
        if (kept === undefined) {
          kept = { key: await crypto.subtle.importKey("jwk", jwk, algorithm, false, ["verify"]), algorithm };
          if (generation === this.#generation) this.#keys.set(id, kept);
        }
        if (await crypto.subtle.verify(algorithm, kept.key, signature, input)) return kept;
      } catch {
        wrong = UNCHECKED;
      }
    }
    throw invalid(wrong);
  }

  /** Drops the keys of an older key set, and the headers that were checked with them. @param {number} generation */
  #forgetOlderThan(generation) {
    if (generation === this.#generation) return;
    this.#generation = generation;
    this.#keys.clear();
    this.#headers.clear();
    this.#remembered?.clear();
  }

  /** @param {Uint8Array} token */
  async #afterFetch(token) {
    // Twice at most: keys that another isolate stored or another request fetched may lack this key.
    for (let last = false; ; last = true) {
      const asked = (await this.#source.fetch(last)) || last;
      const step = this.#keysFor(token, asked);
      if (step !== undefined) return step;
    }
  }
}

/** @param {string} token */
export function checkLength(token) {
  if (token.length > MAX_LENGTH) throw invalid("the token is longer than 65,536 characters");
}

const WRONG = "the token's signature is wrong";
const UNCHECKED = "the token's signature could not be checked: WebCrypto rejects the key, or is missing";

/**
 * The claims, or the error for invalid ones.
 * @param {VerifierCore} core
 * @param {Uint8Array} json
 * @param {number} now
 * @returns {Record<string, any> | Error}
 */
export function claimsOf(core, json, now) {
  return errorIn(core.check(json, now)) ?? JSON.parse(decoder.decode(json));
}

/**
 * @param {string} message
 * @param {string} [oauthError]
 */
export function invalid(message, oauthError = "invalid_token") {
  return new InvalidTokenError(message, { oauthError });
}
