// @ts-check
// Calls the users' functions: those of custom providers, of coordinators, and those that make the parts of a request.

import { ownCopy } from "../arguments.js";
import { InvalidConfigurationError } from "../errors.js";
import { readTokens, refreshTokenOf, writeTokens } from "./tokens.js";

/**
 * A provider's functions.
 * @typedef {object} Functions
 * @property {any} [self] their `this`
 * @property {(context: object) => unknown} [acquire]
 * @property {(tokens: object, context: object) => unknown} [refresh]
 * @property {(tokens: object, context: object) => unknown} [revoke]
 * @property {any} [owner] the coordinator that owns the credential
 * @property {(needs: any) => Promise<Array<[string, string]>>} [make]
 *
 * @typedef {import("./works.js").Means} Means
 */

/**
 * Lets a custom provider acquire or refresh tokens.
 * @param {Functions} functions
 * @param {any} work
 * @param {Means} means
 */
export async function tokensOf(functions, work, means) {
  const context = contextOf(functions, work, means);
  const { tokens } = work;
  const given = await (tokens !== undefined && functions.refresh
    ? functions.refresh.call(functions.self, writeTokens(tokens), context)
    : functions.acquire?.call(functions.self, context));
  try {
    return { answer: "tokens", ...readTokens(given, "the custom provider's answer") };
  } catch (error) {
    if (!(error instanceof InvalidConfigurationError)) throw error;
    const cause = error.cause === undefined ? undefined : means.causes.keep(error.cause);
    return { answer: "noTokens", message: error.message, cause, refreshToken: tokens && refreshTokenOf(given) };
  }
}

/**
 * @param {Functions} functions
 * @param {any} work
 * @param {Means} means
 */
export async function revoke(functions, work, means) {
  await functions.revoke?.call(functions.self, writeTokens(work.tokens), contextOf(functions, work, means));
  return { answer: "done" };
}

/**
 * Passes a call on to the coordinator.
 * @param {Functions} functions
 * @param {any} work
 */
export async function passOn({ owner }, { call, provider, argument }) {
  await owner[call](provider, typeof argument === "object" ? writeTokens(argument) : argument);
  return { answer: "done" };
}

/**
 * @param {Functions} functions
 * @param {any} work
 */
export async function makeParts({ make }, work) {
  return { answer: "parts", parts: await make?.(work) };
}

/**
 * The `CustomContext` of a function.
 * @param {Functions} functions
 * @param {any} work
 * @param {Means} means
 */
function contextOf({ owner }, { provider, forceRefresh, minLifetimeMs, scope, resource, audience }, { signal, fetch }) {
  const context = { provider, signal, fetch: fetch ?? globalThis.fetch };
  if (owner === undefined) return context;
  /** @type {import("../arguments.js").GetTokenOptions} */
  const demands = { scope, resource, audience };
  if (forceRefresh) demands.forceRefresh = true;
  if (minLifetimeMs !== undefined) demands.minLifetimeSeconds = minLifetimeMs / 1000;
  return { ...context, ...demands };
}

/** The functions of a manager's providers, by their numbers in the core. */
export class FunctionTable {
  /** @type {Map<number, Functions>} */
  #table = new Map();
  #last = 0;

  /** @param {number} number @returns {Functions} */
  get(number) {
    return this.#table.get(number) ?? {};
  }

  /** Returns the number. @param {Functions} functions */
  add(functions) {
    this.#table.set(++this.#last, functions);
    return this.#last;
  }

  /** @param {number} number */
  forget(number) {
    this.#table.delete(number);
  }

  /**
   * A provider's configuration with numbers in place of its functions. `undo` forgets them if the core refuses the provider.
   * @param {any} config
   * @returns {{ config: any, undo: () => void }}
   */
  register(config) {
    /** @type {number[]} */
    const numbers = [];
    const registered = (/** @type {any} */ one) => {
      const copy = ownCopy(one);
      if (one.functions !== undefined) {
        copy.functions = this.add(one.functions);
        numbers.push(copy.functions);
      }
      copy.fallback = one.fallback?.map((/** @type {any} */ next) => (typeof next === "string" ? next : registered(next)));
      return copy;
    };
    return { config: registered(config), undo: () => numbers.forEach((number) => this.forget(number)) };
  }
}
