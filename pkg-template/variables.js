// @ts-check
// Environment variables. Messages name variables and never repeat a value, which may be a secret.

/**
 * @typedef {Record<string, unknown>} Members
 * @typedef {import("./env.js").Kit} Kit
 */

/** Typed access to the variables of an environment. */
export class Variables {
  /** @type {Members} */
  #env;
  #prefix;
  #kit;

  /**
   * @param {unknown} env
   * @param {unknown} prefix
   * @param {Kit} kit
   */
  constructor(env, prefix, kit) {
    const { InvalidConfigurationError } = kit;
    if (typeof env !== "object" || env === null) {
      throw new InvalidConfigurationError("env: must be an object of variables: a Worker's env, process.env, import.meta.env");
    }
    if (typeof prefix !== "string") throw new InvalidConfigurationError("prefix: must be a string");
    this.#env = /** @type {Members} */ (env);
    this.#prefix = prefix;
    this.#kit = kit;
  }

  /** The variable's name in the environment. @param {string} name */
  named(name) {
    return this.#prefix + name;
  }

  /**
   * @param {string} name
   * @param {string} problem
   */
  wrong(name, problem) {
    return new this.#kit.InvalidConfigurationError(`${this.named(name)}: ${problem}`);
  }

  /** A text, trimmed. @param {string} name */
  text(name) {
    return this.secret(name)?.trim();
  }

  /** A text, unchanged: a password may begin or end with a space. @param {string} name */
  secret(name) {
    const value = this.#get(name);
    if (value === undefined || value === null) return undefined;
    if (typeof value !== "string") throw this.wrong(name, "must be a string");
    // Many systems write an unset variable as empty.
    return value.trim() === "" ? undefined : value;
  }

  /** true or false. @param {string} name */
  flag(name) {
    const text = this.#plain(name)?.toLowerCase();
    if (text === undefined) return undefined;
    if (["true", "1", "yes", "on"].includes(text)) return true;
    if (["false", "0", "no", "off"].includes(text)) return false;
    throw this.wrong(name, "must be true or false (or 1, 0, yes, no, on, off)");
  }

  /**
   * A number above zero.
   * @param {string} name
   * @param {{ whole?: boolean }} [how]
   */
  number(name, { whole = false } = {}) {
    const text = this.#plain(name);
    if (text === undefined) return undefined;
    const number = (whole ? /^\d+$/ : /^\d+(\.\d+)?$/).test(text) ? Number(text) : NaN;
    if (number > 0 && Number.isFinite(number)) return number;
    throw this.wrong(name, `must be a ${whole ? "whole " : ""}number above zero, in digits`);
  }

  /**
   * A group of variables; undefined if none is set.
   * @template {string} Name
   * @param {Name[]} names
   * @param {Name[]} [secrets]
   * @returns {Partial<Record<Name, string>> | undefined}
   */
  family(names, secrets = []) {
    /** @type {Partial<Record<Name, string>>} */
    const found = this.#kit.ownCopy({});
    for (const name of names) {
      const value = secrets.includes(name) ? this.secret(name) : this.text(name);
      if (value !== undefined) found[name] = value;
    }
    return Object.keys(found).length > 0 ? found : undefined;
  }

  /** Workers have variables that are JSON; bundlers replace some with their value. @param {string} name */
  #plain(name) {
    const value = this.#get(name);
    return typeof value === "number" || typeof value === "boolean" ? String(value) : this.text(name);
  }

  /** @param {string} name */
  #get(name) {
    const env = this.#env;
    const full = this.named(name);
    try {
      // A plain read, since not every environment lists its own variables; inherited members are excluded.
      const prototype = Object.getPrototypeOf(env);
      return Object.hasOwn(env, full) || prototype === null || !(full in prototype) ? env[full] : undefined;
    } catch (cause) {
      throw new this.#kit.InvalidConfigurationError(`${full}: could not be read: a getter or a proxy threw`, { cause });
    }
  }
}
