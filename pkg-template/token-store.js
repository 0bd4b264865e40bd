// @ts-check
// The token of one provider for an application's components. Reading the state requests nothing.

/**
 * @typedef {import("./api.js").TokenManager} TokenManager
 * @typedef {import("./errors.js").TokenError} TokenError
 * @typedef {import("./manager-source.js").Source} Source
 * @typedef {import("./token-view.js").Status} Status
 */

import { mayBeName } from "./arguments.js";
import { Store, isEqual } from "./store.js";
import { View, isSame } from "./token-view.js";

const EVENTS = ["added", "refreshed", "expiring", "expired", "removed", "error", "reauthenticate", "fallback", "state"];
/** Failures that only the user can resolve. */
const NEEDS_USER = new Set(["token_not_found", "reauthentication_required"]);
const UNDER_WAY = new Set(["authenticating", "refreshing"]);

/** @extends {Store<View>} */
export class TokenStore extends Store {
  /** The number of components that want a token. */
  #wanted = 0;
  /** True once a token was requested; then the manager that was asked. */
  #asked = false;
  /** @type {TokenManager | undefined} */
  #asking;
  /** The reason why there is no new token; cleared once there is one. @type {TokenError | undefined} */
  #error;
  /** True if the tokens were removed on purpose: then none is requested. */
  #removed = false;

  /**
   * @param {Source} source
   * @param {string | undefined} name
   */
  constructor(source, name) {
    const refresh = async () => (await source.ready()).refresh(name);
    super(source, name, EVENTS, new View(refresh, "loading"));
    this.refresh = refresh;
  }

  info = () => this.view().info;

  /** A component wants a token until it calls the returned function. */
  want = () => {
    this.#wanted++;
    this.begin();
    return () => void this.#wanted--;
  };

  /** Starts over: components that want a token have to ask again. */
  forget() {
    this.#asked = false;
    this.#asking = undefined;
    this.#error = undefined;
    this.#removed = false;
  }

  /**
   * @param {string} event
   * @param {any} payload
   */
  heard(event, payload) {
    const had = this.last.token !== undefined;
    if (event === "added" || event === "refreshed" || event === "removed") {
      this.#error = undefined;
      this.#removed = event === "removed";
    } else if (event === "error" || event === "reauthenticate") {
      this.#error = payload.error;
    }
    if (event === "expiring") this.#renew();
    // A token expired or was invalidated, and no refresh is in progress.
    const mayAsk = event === "expired" || this.#error === undefined;
    if (had && this.view().token === undefined && !this.#removed && mayAsk) this.begin();
    this.tell();
  }

  begin() {
    const { manager } = this.source;
    if (manager === undefined || this.#wanted === 0 || this.#asking !== undefined) return;
    this.#asked = true;
    if (peek(manager, this.name) !== undefined) return;
    this.#asking = manager;
    /** @param {TokenError} [error] */
    const done = (error) => {
      // Ignore the answer of a manager that is no longer ours.
      if (this.#asking !== manager) return;
      this.#asking = undefined;
      this.#error = error;
      this.tell();
    };
    manager.getToken(this.name).then(() => done(), done);
  }

  /** A token close to expiry is still returned. Asking for it makes the manager renew it, even without background refresh. */
  #renew() {
    if (this.#wanted > 0) this.source.manager?.getToken(this.name).catch(() => {}); // The event `error` reports the failure.
  }

  /** @param {View} before */
  look(before) {
    const next = this.#look(before);
    return isSame(before, next) ? before : next;
  }

  /** @param {View} before */
  #look(before) {
    const { manager, error } = this.source;
    if (error !== undefined) return new View(this.refresh, "error", undefined, undefined, error);
    if (manager === undefined) return new View(this.refresh, "loading");
    /** @type {any} */
    let info;
    let failure = this.#error;
    try {
      // The remaining lifetime changes all the time; `expiresAt` carries the same information.
      const { remainingSeconds, ...lasting } = manager.getTokenInfo(this.name);
      info = isEqual(lasting, before.info) ? before.info : lasting;
    } catch (thrown) {
      // An unknown provider, which a resolver may know, or a closed manager.
      failure ??= /** @type {TokenError} */ (thrown);
    }
    const token = info && (peek(manager, this.name) ?? lastOf(before, info));
    return new View(this.refresh, this.#statusOf(token, info, failure), token, info, this.#asked ? failure : undefined);
  }

  /**
   * @param {string | undefined} token
   * @param {any} info
   * @param {TokenError | undefined} failure
   * @returns {Status}
   */
  #statusOf(token, info, failure) {
    if (token !== undefined) return "ready";
    if (!this.#asked || this.#asking !== undefined || UNDER_WAY.has(info?.state)) return "loading";
    return failure === undefined || NEEDS_USER.has(failure.code) ? "none" : "error";
  }
}

/**
 * A store of its own for each component, so that server rendering leaves nothing behind.
 * @param {Source} source
 * @param {string | null} [provider] none: the only one
 */
export const tokenOf = (source, provider) => new TokenStore(source, mayBeName(provider));

/**
 * The token seen last, if it is still held and valid. Shortly before its expiry it is returned only as long as no other can be
 * obtained.
 * @param {View} before
 * @param {any} info
 */
function lastOf({ token, info: before }, info) {
  return info.hasToken && info.obtainedAt === before?.obtainedAt && info.expiresAt > Date.now() ? token : undefined;
}

/**
 * @param {TokenManager} manager
 * @param {string | undefined} name
 */
function peek(manager, name) {
  try {
    return manager.peekToken(name);
  } catch {
    return undefined;
  }
}
