// @ts-check
// What every entry point exports. The class here only connects: it looks after abort signals and listeners, answers from
// memory while the core says that it may, and leaves everything else to the core.

import { InvalidConfigurationError, ManagerClosedError, TokenError } from "./errors.js";
import { Listeners, callQuietly } from "./listeners.js";
import { ensureLoaded, load } from "./load.js";
import { Core, decodeJwt as decodeJwtInCore } from "./wasm/tokenward.js";

export {
  InvalidConfigurationError,
  InvalidTokenError,
  LoginError,
  ManagerClosedError,
  NotInitializedError,
  ReauthenticationRequiredError,
  StorageError,
  TokenAcquisitionError,
  TokenError,
  TokenExpiredError,
  TokenNotFoundError,
  TokenRefreshError,
  UnknownProviderError,
} from "./errors.js";
export { kvStorage } from "./kv.js";
export { version } from "./version.js";

/** @param {Parameters<typeof load>[0]} [source] */
export async function init(source) {
  await load(source);
}

/** @param {string} token */
export function decodeJwt(token) {
  ensureLoaded();
  return decodeJwtInCore(token);
}

/**
 * The core's leave to hand out a token without asking it: while `since <= Date.now() < until`. `header` is what the core made
 * of this token for `Authorization`, once it was asked for it.
 * @typedef {{ token: string, since: number, until: number, header: string | undefined }} Lease
 *
 * @typedef {{ provider: string, last: string | undefined, observer: (token: string, info: any) => unknown }} Subscription
 */

const EVENTS = new Set([
  "added", "refreshed", "expiring", "expired", "removed", "error", "reauthenticate", "fallback", "state", "storageError",
]);

/**
 * What the core calls. It does not know the manager, so that a manager which is dropped without `close()` can be collected,
 * and its core with it.
 */
class Switchboard {
  /** The core, as long as its manager lives. @type {{ deref(): Core | undefined } | undefined} */
  core = undefined;
  /** The leases by provider; under `undefined` that of the only provider. @type {Map<string | undefined, Lease>} */
  leases = new Map();
  listeners = new Listeners();
  /** @type {Set<Subscription>} */
  subscriptions = new Set();
  /** The name of the only provider. @type {string | undefined} */
  only = undefined;
  /** Storage errors before anybody could listen. @type {unknown[] | undefined} */
  early = [];
  /** Whether `create` is still reading the storage. */
  restoring = false;

  /** @type {(provider: string, token: string | undefined, since: number, until: number) => void} */
  lend = (provider, token, since, until) => {
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

  /** @param {string} provider whose token may not be handed out any more */
  withdraw(provider) {
    this.#set(provider, undefined);
    if (provider === this.only) this.#set(undefined, undefined);
  }

  /** @param {string[]} names all providers there are */
  providersAre(names) {
    this.only = names.length === 1 ? names[0] : undefined;
    this.#set(undefined, this.only === undefined ? undefined : this.leases.get(this.only));
  }

  /** From now on there may be listeners. Those that are added in this very turn hear what happened before, too. */
  opened() {
    if (this.early?.length) setTimeout(() => this.#tellEarly(), 0);
    else this.early = undefined;
  }

  #tellEarly() {
    if (this.restoring) return; // `create` opens again.
    const early = this.early ?? [];
    this.early = undefined;
    for (const payload of early) this.listeners.emit("storageError", payload);
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

/** The managers that work without being asked. Nobody else need hold them: they go on until they are stopped or closed. */
const running = new Set();

export class TokenManager {
  /** @type {Core} */
  #core;
  #board = new Switchboard();
  /** The board's leases, one step nearer. */
  #leases = this.#board.leases;
  #closed = false;

  /** @param {unknown} [options] */
  static async create(options) {
    await load();
    const manager = new this(options);
    const board = manager.#board;
    board.early ??= [];
    board.restoring = true;
    await manager.#core.restore();
    board.restoring = false;
    board.opened();
    return manager;
  }

  /** @param {unknown} [options] */
  constructor(options) {
    ensureLoaded();
    this.#core = new Core(options, this.#board.lend, this.#board.tell);
    this.#board.core = weakly(this.#core);
    this.#board.providersAre(this.#core.listProviders());
    this.#board.opened();
    this.#holdWhileRunning();
  }

  // — providers —

  /**
   * @param {string} name
   * @param {unknown} config
   */
  addProvider(name, config) {
    const core = this.#open();
    core.addProvider(mustBeName(name, "name"), config);
    this.#board.providersAre(core.listProviders());
  }

  /** @param {string} name */
  async removeProvider(name) {
    const core = this.#open();
    const removed = core.removeProvider(mustBeName(name, "name"));
    this.#board.withdraw(name);
    await removed;
    if (!this.#closed) this.#board.providersAre(core.listProviders());
  }

  listProviders() {
    return this.#open().listProviders();
  }

  // — tokens —

  /**
   * @param {string | null} [provider]
   * @param {GetTokenOptions | null} [options]
   * @returns {Promise<string>}
   */
  getToken(provider, options) {
    // The way that nearly every call goes. It makes a promise for each call rather than keep one for all: a promise that one
    // request of a Worker made must not be what another one awaits.
    try {
      if (options === undefined) {
        const lease = this.#leases.get(/** @type {string | undefined} */ (provider));
        if (lease !== undefined && isGood(lease)) return Promise.resolve(lease.token);
      }
      return this.#getToken(provider, options);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /**
   * @param {string | null | undefined} provider
   * @param {GetTokenOptions | null | undefined} options
   * @returns {Promise<string>}
   */
  async #getToken(provider, options) {
    const core = this.#open();
    const name = mayBeName(provider);
    const signal = signalOf(options);
    signal?.throwIfAborted();
    if (isEmpty(options)) {
      const lease = this.#leases.get(name);
      if (lease !== undefined && isGood(lease)) return lease.token;
    }
    return abandonable(core.getToken(name, options), signal);
  }

  /** @param {string | null} [provider] */
  peekToken(provider) {
    if (this.#closed) return undefined;
    const name = mayBeName(provider);
    const lease = this.#leases.get(name);
    return lease !== undefined && isGood(lease) ? lease.token : this.#core.peekToken(name);
  }

  /**
   * @param {string | null} [provider]
   * @param {GetTokenOptions | null} [options]
   */
  async getAuthHeaders(provider, options) {
    const core = this.#open();
    const name = mayBeName(provider);
    const signal = signalOf(options);
    signal?.throwIfAborted();
    const lent = this.#leases.get(name);
    if (lent?.header !== undefined && isEmpty(options) && isGood(lent)) return { Authorization: lent.header };
    const Authorization = await abandonable(core.getAuthorization(name, options), signal);
    const lease = this.#leases.get(name);
    if (lease !== undefined && Authorization.endsWith(` ${lease.token}`)) lease.header = Authorization;
    return { Authorization };
  }

  /**
   * @param {string} provider
   * @param {unknown} tokens
   */
  async setTokens(provider, tokens) {
    return this.#open().setTokens(mustBeName(provider, "provider"), tokens);
  }

  /** @param {string | null} [provider] */
  async getTokens(provider) {
    return this.#open().getTokens(mayBeName(provider));
  }

  /** @param {string | null} [provider] */
  async refresh(provider) {
    return this.#open().refresh(mayBeName(provider));
  }

  async refreshAll() {
    return this.#open().refreshAll();
  }

  /** @param {string | null} [provider] */
  async invalidate(provider) {
    return this.#open().invalidate(mayBeName(provider));
  }

  /** @param {string | null} [provider] */
  async clear(provider) {
    return this.#open().clear(mayBeName(provider));
  }

  // — state —

  /** @param {string | null} [provider] */
  isExpired(provider) {
    return this.#open().isExpired(mayBeName(provider));
  }

  /** @param {string | null} [provider] */
  needsRefresh(provider) {
    return this.#open().needsRefresh(mayBeName(provider));
  }

  /** @param {string | null} [provider] */
  getTokenInfo(provider) {
    return this.#open().getTokenInfo(mayBeName(provider));
  }

  // — user login —

  /**
   * @param {string | null} [provider]
   * @param {unknown} [options]
   */
  async startLogin(provider, options) {
    return { url: await this.#open().startLogin(mayBeName(provider), options) };
  }

  /** @param {string | URL} callbackUrl */
  async finishLogin(callbackUrl) {
    const core = this.#open();
    if (typeof callbackUrl !== "string" && !(callbackUrl instanceof URL)) {
      throw new InvalidConfigurationError("callbackUrl: must be a string or a URL, location.href say");
    }
    return core.finishLogin(String(callbackUrl));
  }

  // — background refresh —

  startBackgroundRefresh() {
    this.#open().startBackgroundRefresh();
    this.#holdWhileRunning();
  }

  stopBackgroundRefresh() {
    this.#open().stopBackgroundRefresh();
    this.#holdWhileRunning();
  }

  isBackgroundRefreshRunning() {
    return !this.#closed && this.#core.isBackgroundRefreshRunning();
  }

  // — observers —

  /**
   * @param {string} event
   * @param {(event: any) => unknown} listener
   */
  on(event, listener) {
    this.#open();
    checkListener(event, listener);
    return this.#board.listeners.add(event, listener);
  }

  /**
   * @param {string} event
   * @param {(event: any) => unknown} listener
   */
  off(event, listener) {
    this.#open();
    checkListener(event, listener);
    this.#board.listeners.remove(event, listener);
  }

  /**
   * @param {string} provider
   * @param {(token: string, info: any) => unknown} observer
   */
  subscribe(provider, observer) {
    const core = this.#open();
    const name = mustBeName(provider, "provider");
    if (typeof observer !== "function") throw new InvalidConfigurationError("observer: must be a function");
    core.getTokenInfo(name); // Throws for a provider that is not known.
    /** @type {Subscription} */
    const subscription = { provider: name, last: undefined, observer };
    this.#board.subscribe(subscription);
    return () => {
      this.#board.subscriptions.delete(subscription);
    };
  }

  // — the end —

  async close() {
    if (this.#closed) return;
    this.#closed = true;
    this.#board.close();
    this.#core.close();
    this.#holdWhileRunning();
    // A listener may have called this, from inside the core: its memory is given back when the core has returned.
    await undefined;
    this.#core.free();
  }

  static {
    // Where the host knows `await using`.
    if (Symbol.asyncDispose) {
      Object.defineProperty(this.prototype, Symbol.asyncDispose, { value: this.prototype.close, configurable: true, writable: true });
    }
  }

  #holdWhileRunning() {
    if (this.isBackgroundRefreshRunning()) running.add(this);
    else running.delete(this);
  }

  #open() {
    if (this.#closed) throw new ManagerClosedError("This TokenManager is closed.");
    return this.#core;
  }
}

/**
 * @typedef {object} GetTokenOptions
 * @property {boolean} [forceRefresh]
 * @property {boolean} [useFallback]
 * @property {number} [minLifetimeSeconds]
 * @property {AbortSignal} [signal]
 */

/**
 * @template {object} T
 * @param {T} object
 * @returns {{ deref(): T | undefined }}
 */
function weakly(object) {
  // Older Workers have no WeakRef; there, nothing is collected that has memory in the core.
  return typeof WeakRef === "function" ? new WeakRef(object) : { deref: () => object };
}

/** @param {Lease} lease */
function isGood(lease) {
  const now = Date.now();
  // Not before `since` either: a clock that was set back gives no token its life back.
  // What has ended has ended for good, wherever the clock is set next; the core lends anew where it may.
  if (now >= lease.until) lease.until = 0;
  return lease.since <= now && now < lease.until;
}

/**
 * @param {unknown} name
 * @param {string} path
 * @returns {string}
 */
function mustBeName(name, path) {
  if (typeof name !== "string") throw new InvalidConfigurationError(`${path}: must be a string, a provider's name`);
  return name;
}

/**
 * @param {unknown} provider
 * @returns {string | undefined}
 */
function mayBeName(provider) {
  return provider === undefined || provider === null ? undefined : mustBeName(provider, "provider");
}

/**
 * @param {string} event
 * @param {unknown} listener
 */
function checkListener(event, listener) {
  if (!EVENTS.has(event)) throw new InvalidConfigurationError(`event: must be one of ${[...EVENTS].join(", ")}`);
  if (typeof listener !== "function") throw new InvalidConfigurationError("listener: must be a function");
}

/**
 * The caller's signal. What else is in the options is the core's to check.
 * @param {GetTokenOptions | null | undefined} options
 * @returns {AbortSignal | undefined}
 */
function signalOf(options) {
  if (typeof options !== "object" || options === null || !Object.hasOwn(options, "signal")) return undefined;
  const signal = options.signal ?? undefined;
  if (signal !== undefined && (typeof signal.aborted !== "boolean" || typeof signal.addEventListener !== "function")) {
    throw new InvalidConfigurationError("options.signal: must be an AbortSignal");
  }
  return signal;
}

/**
 * Whether the options ask for nothing special.
 * @param {GetTokenOptions | null | undefined} options
 */
function isEmpty(options) {
  if (options === undefined || options === null) return true;
  if (typeof options !== "object") return false;
  return Object.entries(options).every(([name, value]) => name === "signal" || value === undefined || value === null);
}

/**
 * `promise`, or the signal's reason if that comes first. Only this caller stops waiting; the work goes on for the others.
 * @template T
 * @param {Promise<T>} promise
 * @param {AbortSignal | undefined} signal
 * @returns {Promise<T>}
 */
function abandonable(promise, signal) {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    const abort = () => {
      signal.removeEventListener("abort", abort);
      reject(signal.reason);
    };
    signal.addEventListener("abort", abort);
    const settled = () => signal.removeEventListener("abort", abort);
    promise.then(
      (value) => {
        settled();
        resolve(value);
      },
      (error) => {
        settled();
        reject(error);
      },
    );
  });
}
