// @ts-check
// What the core calls: which tokens may be handed out without asking it, and what happened.

import { Listeners, callQuietly } from "./listeners.js";
import { outsideZones } from "./zones.js";

/** @typedef {import("./wasm/tokenward.js").Core} Core */

/** For so long nobody looks at the clock again: a token may outlive its end by as much if the wall clock is set back. */
const SURE_MS = 1_000;

/**
 * The core's leave to hand out a token without asking it: while `since <= Date.now() < until`. `header` is what the core made
 * of this token for `Authorization`, once it was asked for it.
 * @typedef {{ token: string, since: number, until: number, header: string | undefined }} Lease
 *
 * @typedef {{ provider: string, last: string | undefined, observer: (token: string, info: any) => unknown }} Subscription
 */

/**
 * What the core calls. It does not know the manager, so that a manager which is dropped without `close()` can be collected,
 * and its core with it.
 */
export class Switchboard {
  /** The core, as long as its manager lives. @type {{ deref(): Core | undefined } | undefined} */
  core = undefined;
  /** The leases by provider; under `undefined` that of the only provider. @type {Map<string | undefined, Lease>} */
  leases = new Map();
  listeners = new Listeners();
  /** @type {Set<Subscription>} */
  subscriptions = new Set();
  /** The name of the only provider. @type {string | undefined} */
  only = undefined;
  /** From when until when, by the wall clock, it is known that the wall clock was not set back. */
  #sureSince = 0;
  #sureUntil = 0;
  /** Storage errors before anybody could listen. @type {unknown[] | undefined} */
  early = [];
  /** Whether `create` is still reading the storage. */
  restoring = false;

  /** Of no provider the core tells which one is the only one. @type {(provider: string | undefined, token: string | undefined, since: number, until: number) => void} */
  lend = (provider, token, since, until) => {
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
   * Tells a subscriber of the token that there is, unless it was told of this very one last.
   * @param {Subscription} subscription
   */
  #announce(subscription) {
    const core = this.core?.deref();
    const token = core?.peekToken(subscription.provider);
    if (core === undefined || token === undefined || token === subscription.last) return;
    subscription.last = token;
    callQuietly(subscription.observer, token, core.getTokenInfo(subscription.provider));
  }

  /** @param {string | undefined} provider whose token may not be handed out any more without asking the core */
  withdraw(provider) {
    this.#set(provider, undefined);
    if (provider === this.only) this.#set(undefined, undefined);
  }

  /** From now on there may be listeners. Those that are added in this very turn hear what happened before, too. */
  opened() {
    if (this.early?.length) outsideZones(() => setTimeout(() => this.#tellEarly(), 0));
    else this.early = undefined;
  }

  #tellEarly() {
    if (this.restoring) return; // `create` opens again.
    const early = this.early ?? [];
    this.early = undefined;
    for (const payload of early) this.listeners.emit("storageError", payload);
  }

  /** @param {Lease} lease */
  isGood(lease) {
    const now = Date.now();
    if ((now >= this.#sureUntil || now < this.#sureSince) && !this.#leasesHold(now)) return false;
    // Not before `since` either: a clock that was set back gives no token its life back.
    // What has ended has ended for good, wherever the clock is set next; the core lends anew where it may.
    if (now >= lease.until) lease.until = 0;
    return lease.since <= now && now < lease.until;
  }

  /**
   * Once in a while the core looks whether the wall clock was set back: once for all leases, however many there are.
   * @param {number} now
   */
  #leasesHold(now) {
    if (!this.core?.deref()?.leasesHold()) {
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
  // Older Workers have no WeakRef; there, nothing is collected that has memory in the core.
  return typeof WeakRef === "function" ? new WeakRef(object) : { deref: () => object };
}
