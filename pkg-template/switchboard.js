// @ts-check
// The core's callbacks: permissions to return tokens without asking it, and events.

import { Listeners, callQuietly } from "./listeners.js";
import { outsideZones } from "./zones.js";

/** @typedef {import("./driver/driver.js").Driver} Core */

/** The interval between checks of the wall clock. If it is set back, a token may outlive its expiry by this much. */
const SURE_MS = 1_000;

/**
 * The core's permission to return a token without asking it, while `since <= Date.now() < until`. `header` is the core's
 * `Authorization` value for this token, once it was requested.
 * @typedef {{ token: string, since: number, until: number, header: string | undefined }} Lease
 *
 * @typedef {{ provider: string, last: string | undefined, observer: (token: string, info: any) => unknown }} Subscription
 */

/**
 * The core's callbacks. It does not know the manager, so that a manager dropped without `close()` can be collected together with
 * its core.
 */
export class Switchboard {
  /** The core, as long as its manager lives. @type {{ deref(): Core | undefined } | undefined} */
  core = undefined;
  /** The leases by provider; `undefined` is the key of the only provider's. @type {Map<string | undefined, Lease>} */
  leases = new Map();
  listeners = new Listeners();
  /** @type {Set<Subscription>} */
  subscriptions = new Set();
  /** The name of the only provider. @type {string | undefined} */
  only = undefined;
  /** The interval of the wall clock in which it is known not to have been set back. */
  #sureSince = 0;
  #sureUntil = 0;
  /** Storage errors from before anything could listen. @type {unknown[] | undefined} */
  early = [];
  /** True while `create` is reading the storage. */
  restoring = false;

  /** A call without a provider names the only one, in place of a token. @type {(provider: string | undefined, token: string | undefined, since?: number, until?: number) => void} */
  lend = (provider, token, since = 0, until = 0) => {
    if (provider === undefined) {
      this.only = token;
      this.#set(undefined, token === undefined ? undefined : this.leases.get(token));
      return;
    }
    const before = this.leases.get(provider);
    const header = before?.token === token ? before?.header : undefined;
    const lease = token === undefined ? undefined : { token, since, until, header };
    this.#set(provider, lease);
    if (provider === this.only) this.#set(undefined, lease);
  };

  /** @type {(name: string, payload: any) => void} */
  tell = (name, payload) => {
    if (name === "storageError" && this.early !== undefined) {
      this.early.push(payload);
      return;
    }
    this.listeners.emit(name, payload);
    for (const subscription of this.subscriptions) {
      if (subscription.provider === payload.provider) this.#announce(subscription);
    }
  };

  /** @param {Subscription} subscription */
  subscribe(subscription) {
    this.subscriptions.add(subscription);
    this.#announce(subscription);
  }

  /**
   * Gives a subscriber the current token, unless it was the last one it got.
   * @param {Subscription} subscription
   */
  #announce(subscription) {
    const core = this.core?.deref();
    const token = core?.peekToken(subscription.provider);
    if (core === undefined || token === undefined || token === subscription.last) return;
    subscription.last = token;
    callQuietly(subscription.observer, token, core.tokenInfo(subscription.provider));
  }

  /** @param {string | undefined} provider whose token may not be handed out any more without asking the core */
  withdraw(provider) {
    this.#set(provider, undefined);
    if (provider === this.only) this.#set(undefined, undefined);
  }

  /** From now on there may be listeners. Listeners that are added in this turn also get the earlier events. */
  opened() {
    if (this.early?.length) outsideZones(() => setTimeout(() => this.#tellEarly(), 0));
    else this.early = undefined;
  }

  #tellEarly() {
    if (this.restoring) return; // `create` will call this again.
    const early = this.early ?? [];
    this.early = undefined;
    for (const payload of early) this.listeners.emit("storageError", payload);
  }

  /** @param {Lease} lease */
  isGood(lease) {
    const now = Date.now();
    if ((now >= this.#sureUntil || now < this.#sureSince) && !this.#leasesHold(now)) return false;
    // Not before `since` either: a clock that was set back does not revive a token.
    // An expired lease stays expired however the clock is set; the core grants a new one where it may.
    if (now >= lease.until) lease.until = 0;
    return lease.since <= now && now < lease.until;
  }

  /**
   * Lets the core check now and then for a wall clock that was set back: once for all leases, however many there are.
   * @param {number} now
   */
  #leasesHold(now) {
    if (!this.core?.deref()?.ask("leasesHold").value) {
      this.leases.clear();
      return false;
    }
    this.#sureSince = now;
    this.#sureUntil = now + SURE_MS;
    return true;
  }

  close() {
    this.leases.clear();
    this.listeners.clear();
    this.subscriptions.clear();
  }

  /**
   * @param {string | undefined} provider
   * @param {Lease | undefined} lease
   */
  #set(provider, lease) {
    if (lease === undefined) this.leases.delete(provider);
    else this.leases.set(provider, lease);
  }
}

/**
 * @template {object} T
 * @param {T} object
 * @returns {{ deref(): T | undefined }}
 */
export function weakly(object) {
  // Older Workers have no WeakRef; there, objects with memory in the core are never collected.
  return typeof WeakRef === "function" ? new WeakRef(object) : { deref: () => object };
}
