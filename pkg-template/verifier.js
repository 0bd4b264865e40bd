// @ts-check
// `createVerifier`: what a resource server does with the tokens that it is sent. The core decides; WebCrypto, the network and
// the storage are asked here, in promises that belong to the request that made them.

import { checkStorage, own } from "./arguments.js";
import { bearerOf, challenge } from "./bearer.js";
import { InvalidTokenError } from "./errors.js";
import { KeySource } from "./key-source.js";
import { ensureLoaded } from "./load.js";
import { VerifierCore } from "./wasm/tokenward.js";

/**
 * @typedef {{ header: Record<string, unknown>, claims: Record<string, any> }} Verified
 * @typedef {{ key: CryptoKey, algorithm: any }} KeptKey
 * @typedef {{ header: string, claims: string, until: number }} Remembered
 */

/** The longest token that is looked at: no server takes a header of this size. */
const MAX_LENGTH = 65_536;
/** How many verified tokens are remembered, where that is asked for at all. */
const CACHE_ENTRIES = 1_000;
/** The step's numbers before the handles: see `Verifier::step` in the core. The claims' byte: `Verifier::claims`. */
const NUMBERS = 4;
/** Of a handle, what says which key set its key is from. */
const GENERATION_SHIFT = 16;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** @param {unknown} options */
export function createVerifier(options) {
  ensureLoaded();
  return new TokenVerifier(options);
}

class TokenVerifier {
  /** @type {VerifierCore} */
  #core;
  /** @type {KeySource} */
  #source;
  /** By handle. Keys, not promises of them: what one request waits for may end with it. @type {Map<number, KeptKey>} */
  #keys = new Map();
  #generation = -1;
  /** Tokens that were verified, by their text. @type {Map<string, Remembered> | undefined} */
  #remembered;
  #cacheMs = 0;
  #cacheEntries = 0;
  /** @type {string} */
  #realm;
  /** @type {string} */
  #scope;

  /** @param {unknown} options */
  constructor(options) {
    this.#core = new VerifierCore(options);
    const storage = checkStorage(own(options, "storage"));
    this.#source = new KeySource(this.#core, own(options, "fetch"), storage, own(options, "jwksUri") ?? own(options, "issuer"));
    this.#cacheMs = 1_000 * (own(options, "cacheSeconds") ?? 0);
    this.#cacheEntries = own(options, "cacheEntries") ?? CACHE_ENTRIES;
    if (this.#cacheMs > 0) this.#remembered = new Map();
    this.#realm = [own(options, "audience")].flat()[0];
    this.#scope = [own(options, "requiredScopes") ?? []].flat().join(" ");
  }

  /**
   * @param {string} token
   * @returns {Promise<Verified>}
   */
  async verify(token) {
    if (this.#remembered !== undefined) {
      const known = this.#recall(token);
      if (known !== undefined) return { header: JSON.parse(known.header), claims: JSON.parse(known.claims) };
    }
    if (typeof token !== "string") throw invalid("the token is not a string");
    if (token.length > MAX_LENGTH) throw invalid("the token is longer than 65,536 characters");
    const bytes = encoder.encode(token);
    for (;;) {
      const step = /** @type {Uint8Array<ArrayBuffer>} */ (this.#core.begin(bytes, Date.now(), false) ?? (await this.#afterFetch(bytes)));
      const numbers = new Uint32Array(step.buffer, 0, NUMBERS);
      const handles = new Uint32Array(step.buffer, 4 * NUMBERS, numbers[3]);
      const signatureAt = 4 * (NUMBERS + numbers[3]);
      const headerAt = signatureAt + numbers[1];
      const checking = this.#check(handles, step.subarray(signatureAt, headerAt), bytes.subarray(0, numbers[0]));
      // While WebCrypto is at work, on another thread in most hosts. Nothing of it is told before the signature is good.
      const said = this.#core.claims(bytes, Date.now());
      const text = decoder.decode(said.subarray(1));
      const claims = said[0] === 0 ? JSON.parse(text) : undefined;
      const head = decoder.decode(step.subarray(headerAt, headerAt + numbers[2]));
      const verified = { header: JSON.parse(head), claims };
      const good = await checking;
      // The key set changed in between: once more, with the new one.
      if (good === undefined) continue;
      if (good !== true) throw good;
      if (claims === undefined) throw invalid(text, said[0] === 2 ? "insufficient_scope" : "invalid_token");
      if (this.#remembered !== undefined && handles[0] >>> GENERATION_SHIFT === this.#generation) {
        this.#remember(token, { header: head, claims: text, until: 1_000 * claims.exp });
      }
      return verified;
    }
  }

  /** @param {Request} request */
  async verifyRequest(request) {
    const verified = await this.verify(bearerOf(request));
    if (verified.claims.cnf?.jkt !== undefined) {
      throw invalid("the token is bound to a key (DPoP, RFC 9449) and came without the proof of it");
    }
    return verified;
  }

  /** An own function, so that it can be handed around: `.catch(verifier.challenge)`. @type {(error: unknown) => Response} */
  challenge = (error) => challenge(error, this.#realm, this.#scope);

  /**
   * Whether one of these keys made the signature, or why not; undefined if one of them is not in the key set any more.
   * @param {Uint32Array} handles
   * @param {Uint8Array<ArrayBuffer>} signature
   * @param {Uint8Array<ArrayBuffer>} input
   * @returns {Promise<true | InvalidTokenError | undefined>}
   */
  async #check(handles, signature, input) {
    let wrong = "the token's signature is wrong";
    for (const handle of handles) {
      this.#forgetOlderThan(handle);
      try {
        const kept = this.#keys.get(handle) ?? (await this.#import(handle));
        if (kept === undefined) return undefined;
        if (await crypto.subtle.verify(kept.algorithm, kept.key, signature, input)) return true;
      } catch {
        wrong = "the token's signature could not be checked: WebCrypto does not take the key, or is missing";
      }
    }
    return invalid(wrong);
  }

  /** @param {number} handle */
  async #import(handle) {
    const texts = this.#core.key(handle, Date.now());
    if (texts === undefined) return undefined;
    const [jwk, algorithm] = texts.split("\n").map((text) => JSON.parse(text));
    const kept = { key: await crypto.subtle.importKey("jwk", jwk, algorithm, false, ["verify"]), algorithm };
    if (handle >>> GENERATION_SHIFT === this.#generation) this.#keys.set(handle, kept);
    return kept;
  }

  /** What was verified by a key set, and its keys, go with it. @param {number} handle */
  #forgetOlderThan(handle) {
    const generation = handle >>> GENERATION_SHIFT;
    if (generation === this.#generation) return;
    this.#generation = generation;
    this.#keys.clear();
    this.#remembered?.clear();
  }

  /** @param {Uint8Array} token */
  async #afterFetch(token) {
    // Twice at most: what another isolate stored, or another request fetched, may be without the key, or nothing.
    for (let last = false; ; last = true) {
      const asked = (await this.#source.fetch(last)) || last;
      const step = this.#core.begin(token, Date.now(), asked);
      if (step !== undefined) return step;
    }
  }

  /** @param {string} token */
  #recall(token) {
    const known = this.#remembered?.get(token);
    return known !== undefined && Date.now() < known.until ? known : undefined;
  }

  /**
   * @param {string} token
   * @param {Remembered} entry
   */
  #remember(token, entry) {
    const remembered = /** @type {Map<string, Remembered>} */ (this.#remembered);
    entry.until = Math.min(entry.until, Date.now() + this.#cacheMs);
    remembered.delete(token);
    if (remembered.size >= this.#cacheEntries) remembered.delete(/** @type {string} */ (remembered.keys().next().value));
    remembered.set(token, entry);
  }
}

/**
 * @param {string} message
 * @param {string} [oauthError]
 */
function invalid(message, oauthError = "invalid_token") {
  return new InvalidTokenError(message, { oauthError });
}
