// @ts-check
// What React components see of one provider: a view that stays the same object until something changes. No React in here, and
// nothing that a component must not do while it renders: it only looks, and listens once somebody subscribes.

/**
 * @typedef {import("./react-source.js").Source} Source
 * @typedef {import("./api.js").TokenManager} TokenManager
 * @typedef {import("./errors.js").TokenError} TokenError
 * @typedef {import("./react-view.js").Status} Status
 */

import { View, isEqual, isSame } from "./react-view.js";

const EVENTS = ["added", "refreshed", "expiring", "expired", "removed", "error", "reauthenticate", "fallback", "state"];
/** Failures after which it is the user's turn. */
const NEEDS_USER = new Set(["token_not_found", "reauthentication_required"]);
const UNDER_WAY = new Set(["authenticating", "refreshing"]);

export class Store {
  #source;
  #name;
  /** @type {Set<() => void>} */
  #listeners = new Set();
  /** Ends listening to the manager, and to the source. */
  #unfollow = () => {};
  #unwatch = () => {};
  /** How many components want a token. */
  #wanted = 0;
  /** Whether a token was ever asked for, and the manager that is being asked. */
  #asked = false;
  /** @type {TokenManager | undefined} */
  #asking;
  /** Why there is no new token; gone when there is one. @type {TokenError | undefined} */
  #error;
  /** Whether the tokens were taken away on purpose: then none is asked for. */
  #removed = false;
  /** @type {View} */
  #view;
  /** The view that the listeners were told of last. @type {View | undefined} */
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
    /** What a server renders, and a page that takes its work over. */
    this.serverView = () => first;
  }

  /** @param {() => void} listener */
  subscribe = (listener) => {
    // Each subscription counts, also one of a function that is there already.
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

  /** Somebody wants a token, until the function that this returns is called. */
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

  /** Begins anew: whoever wants a token has to ask for it again. */
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
    // A token that ran out or was invalidated, with nobody at work on the next one.
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
      // The answer of a manager that is not ours any more is no news.
      if (this.#asking !== manager) return;
      this.#asking = undefined;
      this.#error = error;
      this.#tell();
    };
    manager.getToken(this.#name).then(() => done(), done);
  }

  /** Near its end a token is still handed out, and asking for it makes the manager renew it, also without background refresh. */
  #renew() {
    if (this.#wanted > 0) this.#source.manager?.getToken(this.#name).catch(() => {}); // The event `error` tells.
  }

  #look() {
    const { manager, error } = this.#source;
    if (error !== undefined) return new View(this.refresh, "error", undefined, undefined, error);
    if (manager === undefined) return new View(this.refresh, "loading");
    /** @type {any} */
    let info;
    let failure = this.#error;
    try {
      // What is left of its life changes all the time; `expiresAt` says as much.
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
   * The token that was seen last, if it is still held and alive: shortly before its end it is handed out only as long as no
   * other can be had.
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

  /** Tells those who listen, if there is anything new. */
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
    return () => {}; // A closed manager tells nothing more.
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
