// @ts-check
// `TokenManager`, and the functions that need its core. The class only connects: it handles abort signals and listeners, answers
// from memory while the core allows that, and leaves everything else to the core.

import { abandonable, asFetch, checkListener, isEmpty, mayBeName, mustBeName, own, ownCopy, signalOf } from "./arguments.js";
import { handleCallback } from "./callback.js";
import { oneManager } from "./default-manager.js";
import { InvalidConfigurationError, ManagerClosedError } from "./errors.js";
import { authorizationOf, fetchWithToken, proverOf, tokensOf } from "./fetch.js";
import { isKind } from "./kinds.js";
import { callQuietly } from "./listeners.js";
import { loadPart } from "./later.js";
import { ensureLoaded, load } from "./load.js";
import { kit as loginKit, loadLogin } from "./load-login.js";
import { loadRare } from "./load-rare.js";
import { unknownOption } from "./nearest.js";
import { dpopRequestOptions, getTokenOptions, getTokensTarget, loginModeOptions, loginOptions, logoutOptions, MANAGER_OPTIONS, managerOptions, otherStorage, signOutOptions } from "./options.js";
import { isPage, leaveFor, windowFor } from "./page.js";
import { provider as readProvider } from "./provider.js";
import { Switchboard, weakly } from "./switchboard.js";
import { Driver } from "./driver/driver.js";
import { within } from "./driver/within.js";

/** @param {Parameters<typeof load>[0]} [source] */
export async function init(source) {
  await load(source);
}

/**
 * @typedef {import("./arguments.js").GetTokenOptions} GetTokenOptions
 * @typedef {import("./switchboard.js").Subscription} Subscription
 */

/** Code that the reader of environment variables shares with every page. */
export const kit = { InvalidConfigurationError, MANAGER_OPTIONS, callQuietly, ownCopy, unknownOption };

/** The instance behind `getDefaultManager`. */
const theDefault = /* @__PURE__ */ oneManager((options) => TokenManager.create(options));

/** @param {unknown} [options] */
export async function getDefaultManager(options) {
  return theDefault.get(options);
}

export async function resetDefaultManager() {
  await theDefault.reset();
}

/**
 * Under this key a manager has a function that returns the manager. A proxy of a manager has none of its private members but
 * passes this function on. It is a function because libraries that proxy objects also proxy the objects inside them.
 */
const ITSELF = /* @__PURE__ */ Symbol("itself");

/** The longest wait of a logout for the login core, and without it for the revocation. */
const LEAVE_MS = 2_000;

/** Managers that refresh in the background. This set keeps them alive until they are stopped or closed. */
const running = new Set();

/** @param {unknown} url @param {string} path */
function urlOf(url, path) {
  if (typeof url === "string" || isKind("URL", url)) return String(url);
  throw new InvalidConfigurationError(`${path}: must be a string or a URL, for example location.href`);
}

export class TokenManager {
  /** @type {Driver} */
  #core;
  #board = new Switchboard();
  /** The board's leases, to save a property access. */
  #leases = this.#board.leases;
  #closed = false;
  /** The user's `fetch`, in place of the global one. @type {typeof fetch | undefined} */
  #ownFetch;
  /** Tokens handed out without asking the core. */
  #hits = 0;
  /** @returns {Driver} */
  #opened = () => TokenManager.#open(this);

  /**
   * The manager that `it` is, or that it proxies.
   * @param {any} it
   * @returns {TokenManager}
   */
  static #of(it) {
    return #core in it ? it : it[ITSELF]();
  }

  /**
   * The core of a manager; throws if the manager is closed.
   * @param {TokenManager} it
   */
  static #open(it) {
    const self = TokenManager.#of(it);
    if (self.#closed) throw new ManagerClosedError("This TokenManager is closed.");
    return self.#core;
  }

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
    const { optionsFromEnv } = await loadPart("env");
    return this.create(optionsFromEnv(env, options, kit));
  }

  /** @param {unknown} [options] */
  constructor(options) {
    ensureLoaded();
    Object.defineProperty(this, ITSELF, { value: () => this, configurable: true });
    // Only where the host supports `await using`.
    if (Symbol.asyncDispose && !(Symbol.asyncDispose in this)) {
      Object.defineProperty(this, Symbol.asyncDispose, { value: this.close, configurable: true, writable: true });
    }
    this.#core = new Driver(managerOptions(options), this.#board);
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
    TokenManager.#open(this).addProvider(mustBeName(name, "name"), readProvider(config, `providers.${name}`));
  }

  /** @param {string} name */
  async removeProvider(name) {
    const self = TokenManager.#of(this);
    const core = TokenManager.#open(self);
    core.removeProvider(mustBeName(name, "name"));
    self.#board.withdraw(name);
  }

  /** @returns {string[]} */
  listProviders() {
    return TokenManager.#open(this).ask("listProviders").value;
  }

  // — tokens —

  /**
   * @param {string | null} [provider]
   * @param {GetTokenOptions | null} [options]
   * @returns {Promise<string>}
   */
  getToken(provider, options) {
    // The hot path of nearly every call. It makes a promise per call rather than sharing one: in a Worker, a request must not await
    // a promise that another request made.
    try {
      const self = TokenManager.#of(this);
      if (options === undefined) {
        const lease = self.#leases.get(/** @type {string | undefined} */ (provider));
        if (lease !== undefined && self.#board.isGood(lease)) {
          self.#hits++;
          return Promise.resolve(lease.token);
        }
      }
      return self.#getToken(provider, options);
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
    const core = TokenManager.#open(this);
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
    const { token } = await abandonable(core.run("getToken", name, getTokenOptions(options)), signal);
    return token;
  }

  /** @param {string | null} [provider] */
  peekToken(provider) {
    const self = TokenManager.#of(this);
    if (self.#closed) return undefined;
    const name = mayBeName(provider);
    const lease = self.#leases.get(name);
    return lease !== undefined && self.#board.isGood(lease) ? lease.token : self.#core.peekToken(name);
  }

  /**
   * @param {string | null} [provider]
   * @param {GetTokenOptions | null} [options]
   */
  async getAuthHeaders(provider, options) {
    const self = TokenManager.#of(this);
    const core = TokenManager.#open(self);
    const name = mayBeName(provider);
    const signal = signalOf(options);
    signal?.throwIfAborted();
    const lent = self.#leases.get(name);
    if (lent?.header !== undefined && isEmpty(options) && self.#board.isGood(lent)) {
      self.#hits++;
      return { Authorization: lent.header };
    }
    const handed = await abandonable(core.run("getToken", name, getTokenOptions(options)), signal);
    const Authorization = authorizationOf(handed);
    const lease = self.#leases.get(name);
    if (lease !== undefined && lease.token === handed.token) lease.header = Authorization;
    return { Authorization };
  }

  /**
   * @param {RequestInfo | URL} input
   * @param {import("./index.js").AuthenticatedRequestInit | null} [init]
   * @returns {Promise<Response>}
   */
  async fetch(input, init) {
    const self = TokenManager.#of(this);
    TokenManager.#open(self);
    return fetchWithToken(self.#tokens(this), input, init);
  }

  /**
   * The functions of the manager that `fetch` uses.
   * @param {TokenManager} it the manager, or its proxy, whose `getAuthHeaders` a subclass or a test may have replaced
   * @returns {import("./fetch.js").Tokens}
   */
  #tokens(it) {
    return tokensOf(this.#core, this.#opened, this.#ownFetch, async (provider, signal, useFallback) => (await it.getAuthHeaders(provider, { signal, useFallback })).Authorization);
  }

  /**
   * @param {string | null | undefined} provider
   * @param {import("./index.js").DpopRequest} request
   */
  async getDpopHeaders(provider, request) {
    const self = TokenManager.#of(this);
    const name = mayBeName(provider);
    const { asksFor, dpopRequest, prove } = await loadRare();
    const { scope, resource, audience, ...given } = dpopRequestOptions(request);
    const { url, method, nonce } = dpopRequest(given);
    const { Authorization } = await this.getAuthHeaders(name, { scope, resource, audience });
    const prover = proverOf(self.#opened, name);
    const make = () => prove(prover, method, url, Authorization.slice(Authorization.indexOf(" ") + 1));
    let proof = await make();
    if (proof === undefined) {
      const message = `providers.${this.getTokenInfo(name).provider}.dpop: is not true, so requests need no proof: call getAuthHeaders`;
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
    return TokenManager.#open(this).setTokens(mustBeName(provider, "provider"), tokens);
  }

  /**
   * @param {string | null} [provider]
   * @param {unknown} [target]
   */
  async getTokens(provider, target) {
    return TokenManager.#open(this).run("getTokens", mayBeName(provider), getTokensTarget(target));
  }

  /** @param {string | null} [provider] */
  async refresh(provider) {
    return TokenManager.#open(this).run("refresh", mayBeName(provider));
  }

  async refreshAll() {
    return TokenManager.#open(this).run("refreshAll");
  }

  /** @param {string | null} [provider] */
  async invalidate(provider) {
    return TokenManager.#open(this).run("invalidate", mayBeName(provider));
  }

  /** @param {string | null} [provider] */
  async clear(provider) {
    const name = mayBeName(provider);
    return TokenManager.#open(this).run(name === undefined ? "clearAll" : "clear", name);
  }

  /** @param {string | null} [provider] */
  async revoke(provider) {
    const self = TokenManager.#of(this);
    const core = TokenManager.#open(self);
    const name = mayBeName(provider);
    self.#board.withdraw(name ?? self.#board.only);
    return core.run("revoke", name);
  }

  // — state —

  /** @param {string | null} [provider] */
  isExpired(provider) {
    return TokenManager.#open(this).ask("isExpired", mayBeName(provider)).value;
  }

  /** @param {string | null} [provider] */
  needsRefresh(provider) {
    return TokenManager.#open(this).ask("needsRefresh", mayBeName(provider)).value;
  }

  /** @param {string | null} [provider] */
  getTokenInfo(provider) {
    return TokenManager.#open(this).tokenInfo(mayBeName(provider));
  }

  /** @param {string | null} [provider] */
  isAuthenticated(provider) {
    return TokenManager.#open(this).ask("isAuthenticated", mayBeName(provider)).value;
  }

  /** @param {string | null} [provider] */
  getUser(provider) {
    return TokenManager.#open(this).user(mayBeName(provider));
  }

  /** @param {string | null} [provider] */
  async userInfo(provider) {
    const self = TokenManager.#of(this);
    TokenManager.#open(self);
    const name = mayBeName(provider);
    return (await self.#login()).userInfo(name);
  }

  health() {
    return TokenManager.#open(this).health();
  }

  metrics() {
    const self = TokenManager.#of(this);
    const { cacheHits, refreshLatencyMs, ...counters } = TokenManager.#open(self).ask("metrics");
    return { cacheHits: cacheHits + self.#hits, ...counters, refreshLatencyMs: { ...refreshLatencyMs } };
  }

  // — the user's session —

  /**
   * @param {string | null} [provider]
   * @param {unknown} [options]
   * @returns {Promise<any>}
   */
  async login(provider, options) {
    const self = TokenManager.#of(this);
    TokenManager.#open(self);
    const { mode = "redirect", popup, timeoutMs, ...given } = loginModeOptions(options);
    const name = mayBeName(provider);
    // Now: after an await, browsers no longer accept the user's click.
    const opened = windowFor(mode, popup, name);
    if (mode === "redirect") {
      const { url } = await (await self.#login()).run("startLogin", name, given);
      return leaveFor(url);
    }
    try {
      const login = await self.#login();
      return login.run("login", name, { ...given, mode, timeoutMs, window: login.watch(opened) });
    } catch (error) {
      opened?.close();
      throw error;
    }
  }

  /** @param {string | URL | null} [url] */
  async handleCallback(url) {
    const self = TokenManager.#of(this);
    const core = TokenManager.#open(self);
    return handleCallback(core, () => self.#login(), url === undefined || url === null ? undefined : urlOf(url, "url"));
  }

  /**
   * @param {string | null} [provider]
   * @param {unknown} [options]
   */
  async logout(provider, options) {
    const self = TokenManager.#of(this);
    const core = TokenManager.#open(self);
    const name = mayBeName(provider);
    const { navigate, revoke = true, ...given } = signOutOptions(options);
    const login = await within(LEAVE_MS, self.#login().catch(() => undefined));
    // A logout must work even if the login core cannot be loaded.
    const here = async () => core.run(revoke ? "revoke" : "clear", (await core.run("findProvider", name)).provider);
    const left = await (login === undefined ? within(LEAVE_MS, here()) : login.run("logoutUrl", name, { ...given, revoke }));
    const url = left?.url;
    if (url === undefined) return {};
    if (navigate !== false && isPage()) void leaveFor(url);
    return { url };
  }

  // — user login, step by step —

  /** The driver of the login core, which is loaded when a login is first used. */
  async #login() {
    const { LoginDriver } = await loadLogin();
    const core = TokenManager.#open(this);
    return (core.login ??= new LoginDriver(core, loginKit, this.#tokens(this)));
  }

  /**
   * @param {string | null} [provider]
   * @param {unknown} [options]
   */
  async startLogin(provider, options) {
    const self = TokenManager.#of(this);
    TokenManager.#open(self);
    const [name, given] = [mayBeName(provider), loginOptions(options)];
    return (await self.#login()).run("startLogin", name, given);
  }

  /** @param {string | URL} callbackUrl */
  async finishLogin(callbackUrl) {
    const self = TokenManager.#of(this);
    TokenManager.#open(self);
    const url = urlOf(callbackUrl, "callbackUrl");
    return (await self.#login()).run("finishLogin", undefined, { url });
  }

  /** @param {string | null} [provider] */
  async startDeviceLogin(provider) {
    const self = TokenManager.#of(this);
    TokenManager.#open(self);
    const name = mayBeName(provider);
    const login = await self.#login();
    const { id, ...shown } = await login.run("startDeviceLogin", name);
    TokenManager.#open(self);
    const done = login.run("finishDeviceLogin", undefined, { id }).then(({ info }) => info);
    done.catch(() => {}); // A caller that awaits `done` gets the error; with none it must not be an unhandled rejection.
    const cancel = () => {
      if (!self.#closed) login.cancel(id);
    };
    return { ...shown, done, cancel };
  }

  /**
   * @param {string | null} [provider]
   * @param {unknown} [options]
   */
  async logoutUrl(provider, options) {
    const self = TokenManager.#of(this);
    TokenManager.#open(self);
    const [name, given] = [mayBeName(provider), logoutOptions(options)];
    return (await (await self.#login()).run("logoutUrl", name, given)).url;
  }

  // — background refresh —

  startBackgroundRefresh() {
    const self = TokenManager.#of(this);
    TokenManager.#open(self).ask("setBackgroundRefresh", undefined, { on: true });
    self.#holdWhileRunning();
  }

  stopBackgroundRefresh() {
    const self = TokenManager.#of(this);
    TokenManager.#open(self).ask("setBackgroundRefresh", undefined, { on: false });
    self.#holdWhileRunning();
  }

  isBackgroundRefreshRunning() {
    const self = TokenManager.#of(this);
    return !self.#closed && self.#core.ask("isBackgroundRefreshRunning").value;
  }

  // — observers —

  /**
   * @param {string} event
   * @param {(event: any) => unknown} listener
   */
  on(event, listener) {
    const self = TokenManager.#of(this);
    TokenManager.#open(self);
    checkListener(event, listener);
    return self.#board.listeners.add(event, listener);
  }

  /**
   * @param {string} event
   * @param {(event: any) => unknown} listener
   */
  off(event, listener) {
    const self = TokenManager.#of(this);
    TokenManager.#open(self);
    checkListener(event, listener);
    self.#board.listeners.remove(event, listener);
  }

  /**
   * @param {string} provider
   * @param {(token: string, info: any) => unknown} observer
   */
  subscribe(provider, observer) {
    const self = TokenManager.#of(this);
    const core = TokenManager.#open(self);
    const name = mustBeName(provider, "provider");
    if (typeof observer !== "function") throw new InvalidConfigurationError("observer: must be a function");
    core.tokenInfo(name); // Throws for an unknown provider.
    /** @type {Subscription} */
    const subscription = { provider: name, last: undefined, observer };
    self.#board.subscribe(subscription);
    return () => {
      self.#board.subscriptions.delete(subscription);
    };
  }

  // — storage —

  /** @param {unknown} to */
  async migrateStorage(to) {
    const { restored: moved } = await TokenManager.#open(this).move("migrateStorage", otherStorage(to, "to"));
    return { moved };
  }

  /** @param {unknown} to */
  async backup(to) {
    const { restored: copied } = await TokenManager.#open(this).move("backup", otherStorage(to, "to"));
    return { copied };
  }

  /** @param {unknown} from */
  async restore(from) {
    return TokenManager.#open(this).move("restoreFrom", otherStorage(from, "from"));
  }

  // — the end —

  async close() {
    const self = TokenManager.#of(this);
    if (self.#closed) return;
    self.#closed = true;
    theDefault.forget(self);
    self.#board.close();
    self.#core.close();
    self.#holdWhileRunning();
  }

  /** Vue proxies only what calls itself an Object, so this tag keeps a manager unproxied in `ref` and `reactive`. */
  get [Symbol.toStringTag]() {
    return "TokenManager";
  }

  #holdWhileRunning() {
    if (this.isBackgroundRefreshRunning()) running.add(this);
    else running.delete(this);
  }
}
