// @ts-check
// Does one piece of work for the core, and returns the answer. It makes no decision.

import { bytesOf } from "../base64url.js";
import { loadRare } from "../load-rare.js";
import { textEncoder } from "../text.js";
import { isSignature } from "./crypto.js";
import { makeParts, passOn, revoke, tokensOf } from "./functions.js";
import { send } from "./http.js";
import { lock } from "./lock.js";
import { keysOf, peekItem, readItem, writeItem } from "./storage.js";

/**
 * The means of a piece of work.
 * @typedef {object} Means
 * @property {number} withinMs the time limit of the work
 * @property {AbortSignal | undefined} signal
 * @property {typeof fetch | undefined} fetch
 * @property {import("./kind.js").HostKind} host
 * @property {import("./causes.js").Causes} causes
 * @property {import("./functions.js").FunctionTable} functions
 * @property {import("./opening.js").Storages} storages
 * @property {object} keyOwner the owner of the keys for proofs
 * @property {((name: string) => Promise<any>) | undefined} resolveProvider
 * @property {import("../wasm/moves.js").Mover} [mover]
 * @property {(name: string, config: any) => void} keep keeps a provider's configuration for its logins
 * @property {(release: () => void) => void} locked takes the function that releases a lock
 *
 * @typedef {{ answer: string, [name: string]: unknown }} Answer
 * @typedef {(work: any, means: Means) => Answer | Promise<Answer>} Doer
 */

/** The answer, or "timedOut" if the result came too late. @param {Promise<any> | any} result @param {(value: any) => Answer} read @returns {Answer | Promise<Answer>} */
const inTime = (result, read) => {
  const answer = (/** @type {any} */ value) => (value === undefined ? { answer: "timedOut" } : read(value));
  return typeof result?.then === "function" ? result.then(answer) : answer(result);
};

/** @type {(value: string | null) => Answer} */
const textAnswer = (text) => ({ answer: "text", text });

/** @type {Record<string, Doer>} */
export const WORKS = {
  async fetch(work, { fetch, host, signal, causes, keyOwner }) {
    const headers = Object.fromEntries(work.headers);
    let proved;
    if (work.proof !== undefined) {
      const { proof, proofKey } = await loadRare();
      try {
        const key = await proofKey(keyOwner, work.proof.key);
        const text = await proof(key, work.method, work.proof.htu, work.proof.iat, work.proof.nonce);
        headers.dpop = text;
        proved = { thumbprint: key.jkt, proof: text };
      } catch (error) {
        return { answer: "noResponse", why: "noProof", cause: causes.keep(error) };
      }
    }
    const response = await send({ method: work.method, url: work.url, headers, body: work.body }, { fetch, kind: host, signal });
    if (response.failure !== null) {
      const cause = response.cause === undefined ? undefined : causes.keep(response.cause);
      return { answer: "noResponse", why: response.failure, cause };
    }
    const { status, body } = response;
    return { answer: "response", status, headers: Object.entries(response.headers), proof: proved, body };
  },

  read: (work, { storages, withinMs }) => inTime(readItem(storages.get(work.storage), work.key, withinMs), textAnswer),

  peek(work, { storages, withinMs }) {
    const text = peekItem(storages.get(work.storage), work.key);
    return text === undefined ? inTime(readItem(storages.get(work.storage), work.key, withinMs), textAnswer) : { answer: "text", text };
  },

  write: (work, { storages, withinMs }) =>
    inTime(writeItem(storages.get(work.storage), work.key, work.text, work.expiresAt, work.expected, withinMs), (written) => ({ answer: "written", written })),

  list: (work, { storages, withinMs }) => inTime(keysOf(storages.get(work.storage), work.prefix, withinMs), (keys) => ({ answer: "keys", keys })),

  seal: ({ additionalData, text }, { storages, withinMs }) => inTime(/** @type {any} */ (storages.cipher).seal(additionalData, text, withinMs), (bytes) => ({ answer: "sealed", bytes })),
  open: ({ additionalData, bytes }, { storages, withinMs }) => inTime(/** @type {any} */ (storages.cipher).open(additionalData, bytes, withinMs), textAnswer),

  async lock(work, { host, storages, signal, locked }) {
    const release = await lock(host, storages.get(work.storage), work.key, work.patient);
    if (release && signal?.aborted) release();
    else if (release) locked(release);
    return { answer: "locked", locked: Boolean(release) };
  },

  async proofKey({ name }, { causes, keyOwner }) {
    const { proofKey } = await loadRare();
    try {
      const { jkt, kept, fault } = await proofKey(keyOwner, name);
      return { answer: "proofKey", thumbprint: jkt, kept, fault: fault === undefined ? undefined : causes.keep(fault) };
    } catch {
      return { answer: "proofKey" };
    }
  },

  async verify({ key, algorithm, input, signature }) {
    const verified = await isSignature(key, algorithm, textEncoder().encode(input), bytesOf(signature) ?? new Uint8Array());
    return { answer: "verified", verified };
  },

  makeParts: (work, { functions }) => makeParts(functions.get(work.functions), work),
  acquire: (work, means) => tokensOf(means.functions.get(work.functions), work, means),
  refresh: (work, means) => tokensOf(means.functions.get(work.functions), work, means),
  revoke: (work, means) => revoke(means.functions.get(work.functions), work, means),

  async resolve({ provider }, { causes, functions, resolveProvider, signal, keep }) {
    const config = await resolveProvider?.(provider);
    // An error of the user's function would have rejected: this is the error for a wrong result.
    if (config instanceof Error) return { answer: "provider", error: causes.threw(config).error };
    const registered = config && functions.register(config).config;
    if (registered && !signal?.aborted) keep(provider, registered);
    return { answer: "provider", provider: registered };
  },

  // This core was loaded before the move began.
  decide: ({ id, answer, closing }, { mover }) => ({ answer: "decided", step: /** @type {any} */ (mover).decide(id, answer, closing) }),

  passOn: (work, { functions }) => passOn(functions.get(work.functions), work),
};
