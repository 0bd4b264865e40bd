// @ts-check
// What React components see of one provider: a view that stays the same object until something changes. It contains no React and
// does nothing that a component must not do while rendering: it only reads, and listens once there is a subscriber.

/**
 * @typedef {import("./react-source.js").Source} Source
 * @typedef {import("./api.js").TokenManager} TokenManager
 * @typedef {import("./errors.js").TokenError} TokenError
 * @typedef {import("./react-view.js").Status} Status
 */

import { View, isEqual, isSame } from "./react-view.js";

const EVENTS = ["added", "refreshed", "expiring", "expired", "removed", "error", "reauthenticate", "fallback", "state"];
/** Failures that only the user can resolve. */
const NEEDS_USER = new Set(["token_not_found", "reauthentication_required"]);
const UNDER_WAY = new Set(["authenticating", "refreshing"]);

export class Store {
  #source;
  #name;
  /** @type {Set<() => void>} */
  #listeners = new Set();
  /** Stops listening to the manager and to the source. */
  #unfollow = () => {};
  #unwatch = () => {};
  /** The number of components that want a token. */
  #wanted = 0;
  /** Whether a token was ever requested, and the manager that was asked. */
  #asked = false;
  /** @type {TokenManager | undefined} */
  #asking;
  /** Why there is no new token; cleared once there is one. @type {TokenError | undefined} */
  #error;
  /** Whether the tokens were removed on purpose: then none is requested. */
  #removed = false;
  /** @type {View} */
  #view;
  /** The view that the listeners last got. @type {View | undefined} */
  #told;

  /**
   * @param {Source} source
   * @param {string | undefined} name
   */
  constructor(source, name) {
    this.#source = source;
    this.#name = name;
    this.#view = new View(this.refresh, "loading");
    const first = this.#view;
    /** For server rendering and hydration. */
    this.serverView = () => first;
  }

  /** @param {() => void} listener */
  subscribe = (listener) => {
    // Each subscription counts, even one with a function that is already subscribed.
    const own = () => listener();
    this.#listeners.add(own);
    if (this.#listeners.size === 1) {
      this.#unwatch = this.#source.watch(this.#managerChanged);
      this.#managerChanged();
    }
    return () => {
      this.#listeners.delete(own);
      if (this.#listeners.size > 0) return;
      this.#unwatch();
      this.#unfollow();
      this.#forget();
    };
  };

  view = () => {
    const next = this.#look();
    if (!isSame(this.#view, next)) this.#view = next;
    return this.#view;
  };

  info = () => this.view().info;

  /** A component wants a token until it calls the returned function. */
  want = () => {
    this.#wanted++;
    this.#ask();
    return () => void this.#wanted--;
  };

  refresh = async () => {
    const manager = await this.#source.ready();
    return manager.refresh(this.#name);
  };

  #managerChanged = () => {
    this.#unfollow();
    this.#forget();
    const { manager } = this.#source;
    if (manager !== undefined) this.#unfollow = follow(manager, this.#heard);
    this.#ask();
    this.#tell();
  };

  /** Starts over: components that want a token have to ask again. */
  #forget() {
    this.#asked = false;
    this.#asking = undefined;
    this.#error = undefined;
    this.#removed = false;
  }

  /** @type {(event: string, payload: any) => void} */
  #heard = (event, payload) => {
    if (this.#name !== undefined && payload.provider !== this.#name) return;
    if (event === "added" || event === "refreshed" || event === "removed") {
      this.#error = undefined;
      this.#removed = event === "removed";
    } else if (event === "error" || event === "reauthenticate") {
      this.#error = payload.error;
    }
    if (event === "expiring") this.#renew();
    const had = this.#view.token !== undefined;
    // A token expired or was invalidated, and no refresh is in progress.
    const mayAsk = event === "expired" || this.#error === undefined;
    if (had && this.view().token === undefined && !this.#removed && mayAsk) this.#ask();
    this.#tell();
  };

  #ask() {
    const { manager } = this.#source;
    if (manager === undefined || this.#wanted === 0 || this.#asking !== undefined) return;
    this.#asked = true;
    if (peek(manager, this.#name) !== undefined) return;
    this.#asking = manager;
    /** @param {TokenError} [error] */
    const done = (error) => {
      // Ignore the answer of a manager that is no longer ours.
      if (this.#asking !== manager) return;
      this.#asking = undefined;
      this.#error = error;
      this.#tell();
    };
    manager.getToken(this.#name).then(() => done(), done);
  }

  /** A token close to expiry is still handed out. Asking for it makes the manager renew it, even without background refresh. */
  #renew() {
    if (this.#wanted > 0) this.#source.manager?.getToken(this.#name).catch(() => {}); // The event `error` reports the failure.
  }

  #look() {
    const { manager, error } = this.#source;
    if (error !== undefined) return new View(this.refresh, "error", undefined, undefined, error);
    if (manager === undefined) return new View(this.refresh, "loading");
    /** @type {any} */
    let info;
    let failure = this.#error;
    try {
      // The remaining lifetime changes all the time; `expiresAt` carries the same information.
      const { remainingSeconds, ...lasting } = manager.getTokenInfo(this.#name);
      info = isEqual(lasting, this.#view.info) ? this.#view.info : lasting;
    } catch (thrown) {
      // An unknown provider, which a resolver may know, or a closed manager.
      failure ??= /** @type {TokenError} */ (thrown);
    }
    const token = info && (peek(manager, this.#name) ?? this.#lastOf(info));
    return new View(this.refresh, this.#statusOf(token, info, failure), token, info, this.#asked ? failure : undefined);
  }

  /**
   * The token seen last, if it is still held and valid. Shortly before its expiry it is handed out only as long as no other can
   * be had.
   * @param {any} info
   */
  #lastOf(info) {
    const { token, info: before } = this.#view;
    return info.hasToken && info.obtainedAt === before?.obtainedAt && info.expiresAt > Date.now() ? token : undefined;
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

  /** Notifies the listeners if anything changed. */
  #tell() {
    const view = this.view();
    if (view === this.#told) return;
    this.#told = view;
    for (const listener of this.#listeners) listener();
  }
}

/**
 * @param {TokenManager} manager
 * @param {(event: string, payload: any) => void} listener
 * @returns {() => void}
 */
function follow(manager, listener) {
  try {
    const stops = EVENTS.map((event) => manager.on(event, (payload) => listener(event, payload)));
    return () => stops.forEach((stop) => stop());
  } catch {
    return () => {}; // A closed manager emits nothing more.
  }
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
