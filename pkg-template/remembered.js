// @ts-check
// Remembers verified tokens for a while, by their exact text. Callers get copies, since each may modify its result.

/**
 * @typedef {{ header: Record<string, any>, claims: Record<string, any> }} Verified
 * @typedef {{ verified: Verified, until: number }} Entry
 */

export class Remembered {
  /** @type {Map<string, Entry>} */
  #entries = new Map();
  #ms;
  #most;

  /**
   * @param {number} seconds the longest time
   * @param {number} most
   */
  constructor(seconds, most) {
    this.#ms = 1_000 * seconds;
    this.#most = most;
  }

  /** @param {string} token */
  get(token) {
    const known = this.#entries.get(token);
    return known !== undefined && Date.now() < known.until ? copyOf(known.verified) : undefined;
  }

  /**
   * @param {string} token
   * @param {Verified} verified
   */
  put(token, verified) {
    const { exp } = verified.claims;
    const until = Math.min(Date.now() + this.#ms, exp === undefined ? Infinity : 1_000 * exp);
    this.#entries.delete(token);
    if (this.#entries.size >= this.#most) this.#entries.delete(/** @type {string} */ (this.#entries.keys().next().value));
    this.#entries.set(token, { verified: copyOf(verified), until });
  }

  clear() {
    this.#entries.clear();
  }
}

/**
 * A copy of a JSON value; faster than parsing its text again.
 * @template T
 * @param {T} value
 * @returns {T}
 */
export function copyOf(value) {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return /** @type {any} */ (value.map(copyOf));
  // Spreading makes own members even of names such as `__proto__`, so the assignment below writes to an own member.
  /** @type {any} */
  const copy = { ...value };
  for (const name of Object.keys(copy)) {
    const member = copy[name];
    if (typeof member === "object" && member !== null) copy[name] = copyOf(member);
  }
  return copy;
}
