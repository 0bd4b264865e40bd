// @ts-check
// Reads an object from a user: only its own enumerable members, each with its type checked. The core gets their values by name and
// need not check them again.
//
// Nothing is read through prototypes, so a tampered `Object.prototype` configures nothing. Getters and proxies may throw;
// that becomes a typed error like any other. Messages name the member by its path and state the expected type. They never repeat the
// value, which may be a secret.

import { asFetch } from "./arguments.js";
import { InvalidConfigurationError } from "./errors.js";
import { unknownOption } from "./nearest.js";

/**
 * The kind of a member. Returns the value for the core, undefined for a missing member, or throws.
 * @typedef {(value: any, path: string) => any} Kind
 *
 * The members that an object may have.
 * @typedef {Record<string, Kind>} Shape
 */

/**
 * @param {string} path
 * @param {string} problem
 * @param {unknown} [cause]
 */
export function wrong(path, problem, cause) {
  return new InvalidConfigurationError(`${path || "options"}: ${problem}`, { cause });
}

/**
 * The result of `read`, which may throw because of getters and proxies.
 * @template T
 * @param {string} path
 * @param {() => T} read
 */
function guarded(path, read) {
  try {
    return read();
  } catch (cause) {
    throw wrong(path, "could not be read: a getter or a proxy threw", cause);
  }
}

/** The members of an object that are still to be read. `end` rejects the rest. */
export class Members {
  #path;
  /** @type {Map<string, any>} */
  #left = new Map();
  /** The names that were read so far. @type {Set<string>} */
  #known = new Set();

  /**
   * @param {any} value the object; a missing one has no members
   * @param {string} path its name in messages; empty for the outermost
   */
  constructor(value, path) {
    this.#path = path;
    if (value === undefined || value === null) return;
    const entries = guarded(path, () => (typeof value === "object" && !Array.isArray(value) ? Object.entries(value) : undefined));
    if (entries === undefined) throw wrong(path, "must be an object");
    // null counts as missing.
    for (const [name, member] of entries) if (member !== undefined && member !== null) this.#left.set(name, member);
  }

  /** @param {string} name */
  path(name) {
    return this.#path === "" ? name : `${this.#path}.${name}`;
  }

  /** A member, without taking it out. @param {string} name */
  peek(name) {
    return this.#left.get(name);
  }

  /** @param {string} name */
  has(name) {
    return this.#left.has(name);
  }

  /**
   * Takes a member out.
   * @param {string} name
   * @param {Kind} kind
   */
  take(name, kind) {
    const value = this.#left.get(name);
    this.#left.delete(name);
    this.#known.add(name);
    return kind(value, this.path(name));
  }

  /** Takes out all remaining members. @param {Kind} kind @returns {Array<[string, any]>} */
  takeAll(kind) {
    return [...this.#left.keys()].map((name) => [name, this.take(name, kind)]);
  }

  /** The members of a shape, by the names that the core has for them. @param {Shape} shape @returns {Record<string, any>} */
  read(shape) {
    return Object.fromEntries(Object.entries(shape).map(([name, kind]) => [CROSSING_AS.get(kind) ?? name, this.take(name, kind)]));
  }

  /** An unknown member is an error, so that a misspelt name is not silently ignored. */
  end() {
    for (const name of this.#left.keys()) throw wrong(this.path(name), unknownOption(name, this.#known));
  }
}

// — kinds —

/**
 * @param {(value: any) => boolean} is
 * @param {string} problem
 * @returns {Kind}
 */
export const kind = (is, problem) => (value, path) => {
  if (value === undefined || is(value)) return value;
  throw wrong(path, problem);
};

/** The names in the core of members whose unit differs there. @type {WeakMap<Kind, string>} */
const CROSSING_AS = new WeakMap();

/** A member whose name in the core differs, since its unit does. @param {string} name @param {Kind} kind */
export function crossingAs(name, kind) {
  /** @type {Kind} */
  const renamed = (value, path) => kind(value, path);
  CROSSING_AS.set(renamed, name);
  return renamed;
}

/** @param {Kind} kind @returns {Kind} */
export const required = (kind) => (value, path) => {
  if (value === undefined) throw wrong(path, "is missing");
  return kind(value, path);
};

/** @type {Kind} */
export const anything = (value) => value;
export const text = /* @__PURE__ */ kind((value) => typeof value === "string", "must be a string");
export const flag = /* @__PURE__ */ kind((value) => typeof value === "boolean", "must be true or false");
export const callable = /* @__PURE__ */ kind((value) => typeof value === "function", "must be a function");

/** The items of an array; undefined for anything else. @param {any} value @param {string} path @returns {any[] | undefined} */
export const itemsOf = (value, path) => guarded(path, () => (Array.isArray(value) ? Object.values(value) : undefined));

/** @param {any} object @param {string} name */
export function hasMethod(object, name) {
  try {
    return typeof object[name] === "function";
  } catch {
    return false;
  }
}

/** A function, or an object with a `fetch` method: a Worker's service binding or mTLS certificate. @type {Kind} */
export function fetching(value, path) {
  if (typeof value !== "object") return callable(value, path);
  if (hasMethod(value, "fetch")) return asFetch(value);
  throw wrong(path, "must be a function, or have one as its method");
}

/** A string, or an array of strings; read as an array. @type {Kind} */
export function texts(value, path) {
  if (value === undefined) return undefined;
  const items = typeof value === "string" ? [value] : itemsOf(value, path);
  if (items?.every((item) => typeof item === "string")) return items;
  throw wrong(path, "must be a string or an array of strings");
}

/** Scopes as RFC 6749 §3.3 writes them: `["a", "b"]` is `a b`. @type {Kind} */
export const scope = (value, path) => texts(value, path)?.join(" ");

/** One of the given words. @param {readonly string[]} words */
export const oneOf = (words) => kind((value) => words.includes(value), `must be one of "${words.join('", "')}"`);

/** An object, by its shape. @param {Shape} shape @returns {Kind} */
export const object = (shape) => (value, path) => {
  if (value === undefined) return undefined;
  const members = new Members(value, path);
  const values = members.read(shape);
  members.end();
  return values;
};

/** An object whose members are all strings; read as pairs. @type {Kind} */
export const textMap = (value, path) => new Members(value, path).takeAll(text);

/** Any value that JSON can hold; read as JSON text. @type {Kind} */
export function json(value, path) {
  if (value === undefined) return undefined;
  let held, cause;
  try {
    held = JSON.stringify(value);
  } catch (thrown) {
    cause = thrown; // A cycle or a BigInt.
  }
  if (held === undefined) throw wrong(path, "must be a JSON value", cause);
  return held;
}

/** Larger numbers of milliseconds are clamped to this: a little under `Number.MAX_SAFE_INTEGER`, 285,000 years. */
const MAX_MS = 9e15;

/**
 * A number within its valid range, in the core's unit; rounded up, so that a duration never becomes zero.
 * @param {string} problem
 * @param {number} factor
 * @param {number} least
 * @param {number} most
 * @returns {Kind}
 */
const number = (problem, factor, least, most = Number.MAX_VALUE) => (value, path) => {
  if (value === undefined) return undefined;
  if (typeof value !== "number" || !(value >= least && value <= most)) throw wrong(path, problem);
  return Math.min(Math.ceil(value * factor), MAX_MS);
};
const MORE_THAN_ZERO = Number.MIN_VALUE;
const whole = /* @__PURE__ */ kind((value) => Number.isInteger(value), "must be a whole number of at least 1");

/** A duration in seconds, read as milliseconds. */
export const seconds = /* @__PURE__ */ number("must be a number of seconds that is finite and more than zero", 1000, MORE_THAN_ZERO);
/** A duration in milliseconds. */
export const milliseconds = /* @__PURE__ */ number("must be a number of milliseconds that is finite and more than zero", 1, MORE_THAN_ZERO);
/** A lifetime in seconds as servers send it, read as milliseconds. */
export const lifetime = /* @__PURE__ */ number("must be a number of seconds that is finite and not negative", 1000, 0);
/** A fraction, read in 1/65536. */
export const share = /* @__PURE__ */ number("must be a number from 0 to 1", 65_536, 0, 1);
/** A point in time. */
export const time = /* @__PURE__ */ number("must be a time in epoch milliseconds, as Date.now() gives it", 1, 0);
const positive = /* @__PURE__ */ number("must be a whole number of at least 1", 1, 1, 2 ** 32 - 1);
/** A count. @type {Kind} */
export const count = (value, path) => positive(whole(value, path), path);
