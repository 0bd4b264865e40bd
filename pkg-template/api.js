// @ts-check
// What every entry point exports. The class here only connects: it looks after abort signals and listeners, answers from
// memory while the core says that it may, and leaves everything else to the core.

import { abandonable, asFetch, checkListener, isEmpty, mayBeName, mustBeName, own, signalOf } from "./arguments.js";
import { oneManager } from "./default-manager.js";
import { optionsFromEnv } from "./env.js";
import { InvalidConfigurationError, ManagerClosedError } from "./errors.js";
import { fetchWithToken } from "./fetch.js";
import { asksFor, dpopRequest, prove } from "./proofs.js";
import { ensureLoaded, load } from "./load.js";
import { metricsReport } from "./metrics.js";
import { getTokenOptions, loginOptions, logoutOptions, managerOptions, otherStorage } from "./options.js";
import { provider as readProvider } from "./provider.js";
import { Switchboard, weakly } from "./switchboard.js";
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
export { durableObjectStorage } from "./durable-object.js";
export { kvStorage } from "./kv.js";
export { presets } from "./presets.js";
export { createVerifier } from "./verifier.js";
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
 * @typedef {import("./arguments.js").GetTokenOptions} GetTokenOptions
 * @typedef {import("./switchboard.js").Subscription} Subscription
 */

/** What `getDefaultManager` gives. @type {ReturnType<typeof oneManager<TokenManager>>} */
let theDefault;

/** @param {unknown} [options] */
export async function getDefaultManager(options) {
  return theDefault.get(options);
}

export async function resetDefaultManager() {
  await theDefault.reset();
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
  /** The user's own, in place of the global one. @type {typeof fetch | undefined} */
  #ownFetch;
  /** Tokens that were handed out without asking the core. */
  #hits = 0;

  /** @param {unknown} [options] */
  static async create(options) {
    await load();
    const manager = new this(options);
    const board = manager.#board;
    board.early ??= [];
    board.restoring = true;
    await manager.#core.run("restore");
    board.restoring = false;
    board.opened();
    return manager;
  }

  /**
   * @param {unknown} env
   * @param {unknown} [options]
   */
  static async fromEnv(env, options) {
    return this.create(optionsFromEnv(env, options));
  }

  /** @param {unknown} [options] */
  constructor(options) {
    ensureLoaded();
    this.#core = new Core(managerOptions(options), this.#board.lend, this.#board.tell);
    this.#board.core = weakly(this.#core);
    this.#ownFetch = asFetch(own(options, "fetch"));
    this.#board.opened();
    this.#holdWhileRunning();
  }

  // — providers —

  /**
   * @param {string} name
   * @param {unknown} config
   */
  addProvider(name, config) {
    this.#open().addProvider(mustBeName(name, "name"), readProvider(config, `providers.${name}`));
  }

  /** @param {string} name */
  async removeProvider(name) {
    const core = this.#open();
    const removed = core.run("removeProvider", mustBeName(name, "name"));
    this.#board.withdraw(name);
    await removed;
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
        if (lease !== undefined && this.#board.isGood(lease)) {
          this.#hits++;
          return Promise.resolve(lease.token);
        }
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
      if (lease !== undefined && this.#board.isGood(lease)) {
        this.#hits++;
        return lease.token;
      }
    }
    return abandonable(core.run("getToken", name, getTokenOptions(options)), signal);
  }

  /** @param {string | null} [provider] */
  peekToken(provider) {
    if (this.#closed) return undefined;
    const name = mayBeName(provider);
    const lease = this.#leases.get(name);
    return lease !== undefined && this.#board.isGood(lease) ? lease.token : this.#core.peekToken(name);
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
    if (lent?.header !== undefined && isEmpty(options) && this.#board.isGood(lent)) {
      this.#hits++;
      return { Authorization: lent.header };
    }
    const Authorization = await abandonable(core.run("getAuthorization", name, getTokenOptions(options)), signal);
    const lease = this.#leases.get(name);
    if (lease !== undefined && Authorization.endsWith(` ${lease.token}`)) lease.header = Authorization;
    return { Authorization };
  }

  /**
   * @param {RequestInfo | URL} input
   * @param {import("./index.js").AuthenticatedRequestInit | null} [init]
   * @returns {Promise<Response>}
   */
  async fetch(input, init) {
    const core = this.#open();
    return fetchWithToken(
      {
        fetch: this.#ownFetch,
        allowedOrigins: (provider) => core.run("allowedOrigins", provider),
        nameOf: (provider) => core.getTokenInfo(provider).provider,
        authorization: async (provider, signal) => (await this.getAuthHeaders(provider, signal && { signal })).Authorization,
        reject: (provider, token) => this.#open().run("rejectToken", provider, token),
        prover: (provider) => this.#prover(provider),
      },
      input,
      init,
    );
  }

  /**
   * @param {string | null | undefined} provider
   * @param {import("./index.js").DpopRequest} request
   */
  async getDpopHeaders(provider, request) {
    const name = mayBeName(provider);
    const { url, method, nonce } = dpopRequest(request);
    const { Authorization } = await this.getAuthHeaders(name);
    const prover = this.#prover(name);
    const make = () => prove(prover, method, url, Authorization.slice(Authorization.indexOf(" ") + 1));
    let proof = await make();
    if (proof === undefined) {
      const message = `providers.${this.getTokenInfo(name).provider}.dpop: is not true, so that no proof is needed: getAuthHeaders has all`;
      throw new InvalidConfigurationError(message);
    }
    if (nonce !== undefined && prover.answered(proof.claims, asksFor(nonce))) proof = (await make()) ?? proof;
    return { Authorization, DPoP: proof.text };
  }

  /**
   * @param {string} provider
   * @param {unknown} tokens
   */
  async setTokens(provider, tokens) {
    return this.#open().run("setTokens", mustBeName(provider, "provider"), tokens);
  }

  /** @param {string | null} [provider] */
  async getTokens(provider) {
    return this.#open().run("getTokens", mayBeName(provider));
  }

  /** @param {string | null} [provider] */
  async refresh(provider) {
    return this.#open().run("refresh", mayBeName(provider));
  }

  async refreshAll() {
    return this.#open().run("refreshAll");
  }

  /** @param {string | null} [provider] */
  async invalidate(provider) {
    return this.#open().run("invalidate", mayBeName(provider));
  }

  /** @param {string | null} [provider] */
  async clear(provider) {
    return this.#open().run("clear", mayBeName(provider));
  }

  /** @param {string | null} [provider] */
  async revoke(provider) {
    const core = this.#open();
    const name = mayBeName(provider);
    this.#board.withdraw(name ?? this.#board.only);
    return core.run("revoke", name);
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

  health() {
    return this.#open().health();
  }

  metrics() {
    return metricsReport(this.#open().metrics(), this.#hits);
  }

  // — user login —

  /**
   * @param {string | null} [provider]
   * @param {unknown} [options]
   */
  async startLogin(provider, options) {
    return this.#open().run("startLogin", mayBeName(provider), loginOptions(options));
  }

  /** @param {string | URL} callbackUrl */
  async finishLogin(callbackUrl) {
    const core = this.#open();
    if (typeof callbackUrl !== "string" && !(callbackUrl instanceof URL)) {
      throw new InvalidConfigurationError("callbackUrl: must be a string or a URL, location.href say");
    }
    return core.run("finishLogin", undefined, String(callbackUrl));
  }

  /** @param {string | null} [provider] */
  async startDeviceLogin(provider) {
    const core = this.#open();
    const { id, ...login } = await core.run("startDeviceLogin", mayBeName(provider));
    const done = this.#open().run("finishDeviceLogin", undefined, id);
    done.catch(() => {}); // Who awaits it is told; that nobody does is no unhandled rejection.
    const cancel = () => {
      if (!this.#closed) core.cancelDeviceLogin(id);
    };
    return { ...login, done, cancel };
  }

  /**
   * @param {string | null} [provider]
   * @param {unknown} [options]
   */
  async logoutUrl(provider, options) {
    return this.#open().run("logoutUrl", mayBeName(provider), logoutOptions(options));
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

  // — storage —

  /** @param {unknown} to */
  async migrateStorage(to) {
    return this.#open().run("migrateStorage", undefined, otherStorage(to, "to"));
  }

  /** @param {unknown} to */
  async backup(to) {
    return this.#open().run("backup", undefined, otherStorage(to, "to"));
  }

  /** @param {unknown} from */
  async restore(from) {
    return this.#open().run("restoreFrom", undefined, otherStorage(from, "from"));
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
    theDefault = oneManager((options) => this.create(options), (manager) => manager.#closed);
    // Where the host knows `await using`.
    if (Symbol.asyncDispose) {
      Object.defineProperty(this.prototype, Symbol.asyncDispose, { value: this.prototype.close, configurable: true, writable: true });
    }
  }

  #holdWhileRunning() {
    if (this.isBackgroundRefreshRunning()) running.add(this);
    else running.delete(this);
  }

  /**
   * @param {string | undefined} provider
   * @returns {import("./proofs.js").Prover}
   */
  #prover(provider) {
    return {
      claims: (url) => this.#open().dpopClaims(provider, url),
      answered: (claims, response) => this.#open().dpopAnswered(claims, response),
    };
  }

  #open() {
    if (this.#closed) throw new ManagerClosedError("This TokenManager is closed.");
    return this.#core;
  }
}
