// @ts-check
// The object that owns the credentials: all isolates ask it, and only it talks to the authorization server.
//
// All events of an object run in one context, so that, unlike in isolates, one event may await another's work.

// @ts-ignore The runtime's own module.
import { DurableObject } from "cloudflare:workers";
import { durableObjectStorage } from "../durable-object.js";
import { InvalidConfigurationError, TokenNotFoundError } from "../errors.js";
import { TokenManager } from "../workerd.js";
import { nextLook, renewDue } from "./alarm.js";
import { checkOwned } from "./owned.js";
import { answerOf } from "./wire.js";

/** Key of the object's name, which the runtime gives only in calls, not when an alarm starts the object. No provider's key equals it. */
const NAME_KEY = "tokenward name";
const DEFAULT_NAMESPACE = "tokenward";
/** Key of the names of providers whose record keys don't contain the full name. */
const LONG_NAMES_KEY = "tokenward long names";
/** Longer names may be cut off: the core cuts by bytes, and a character has at most three. */
const LONG_NAME = 53;
const LONG_NAMESPACE = 32;
/** The suffix of a record's key. Keys of earlier versions end in the provider's name. */
const IDENTITY = /:[\w-]{43}$/;

/**
 * @typedef {import("./wire.js").Asked} Asked
 * @typedef {import("../api.js").TokenManager} Manager
 */

/** @type {new (ctx: any, env: any) => { ctx: any, env: any }} */
const Base = DurableObject;

export class TokenCoordinator extends Base {
  /** @type {Manager | undefined} */
  #manager;
  /** @type {Promise<Manager> | undefined} */
  #opening;
  #namespace = DEFAULT_NAMESPACE;
  /** @type {Set<string>} */
  #longNames = new Set();
  /** The last setting of the alarm. @type {Promise<void> | undefined} */
  #scheduled;

  /**
   * @param {unknown} ctx
   * @param {unknown} env
   */
  constructor(ctx, env) {
    super(ctx, env);
    hide(this, "options");
  }

  /**
   * @param {unknown} env
   * @param {string} [name]
   * @returns {any}
   */
  options(env, name) {
    throw new InvalidConfigurationError("options: a subclass of TokenCoordinator must return its providers there");
  }

  // — called by isolates: directly, or through `coordinator()`, which passes a third argument —

  /**
   * @param {string} [provider]
   * @param {any} [options]
   * @param {Asked} [asked]
   */
  async getToken(provider, options, asked) {
    return this.#answer(asked, async (manager) => {
      await manager.getToken(provider, options);
      const { forceRefresh, useFallback, minLifetimeSeconds, ...target } = options ?? {};
      const tokens = await manager.getTokens(provider, target);
      if (tokens === undefined) throw new TokenNotFoundError("The tokens were cleared meanwhile.", { provider });
      // An object that is evicted right now must still be woken in time.
      await this.#scheduled;
      const { refreshToken, ...rest } = tokens;
      return rest;
    });
  }

  /**
   * @param {string} provider
   * @param {any} tokens
   * @param {Asked} [asked]
   */
  async setTokens(provider, tokens, asked) {
    return this.#answer(asked, async (manager) => {
      const info = await manager.setTokens(provider, tokens);
      await this.#scheduled;
      return info;
    });
  }

  /**
   * @param {string} [provider]
   * @param {undefined} [_]
   * @param {Asked} [asked]
   */
  async getTokenInfo(provider, _, asked) {
    return this.#answer(asked, async (manager) => {
      await manager.getTokens(provider);
      return manager.getTokenInfo(provider);
    });
  }

  /**
   * @param {string} [provider]
   * @param {string} [token] only if this is the one: another may have come since the caller got its own
   * @param {Asked} [asked]
   */
  async invalidate(provider, token, asked) {
    return this.#answer(asked, async (manager) => {
      if (token !== undefined && (await manager.getTokens(provider))?.accessToken !== token) return;
      await manager.invalidate(provider);
    });
  }

  /**
   * @param {string} [provider]
   * @param {undefined} [_]
   * @param {Asked} [asked]
   */
  async clear(provider, _, asked) {
    return this.#answer(asked, (manager) => manager.clear(provider));
  }

  /**
   * @param {string} [provider]
   * @param {undefined} [_]
   * @param {Asked} [asked]
   */
  async revoke(provider, _, asked) {
    return this.#answer(asked, (manager) => manager.revoke(provider));
  }

  async alarm() {
    const manager = await this.#open();
    await renewDue(manager, await this.#providers(manager));
    await this.#schedule();
  }

  /**
   * The result of a call; for `coordinator()`, errors are returned as values.
   * @param {Asked | undefined} asked
   * @param {(manager: Manager) => Promise<unknown>} call
   * @returns {Promise<any>}
   */
  async #answer(asked, call) {
    if (typeof asked?.name !== "string") return call(await this.#open());
    return answerOf(async () => call(await this.#open(asked.name)));
  }

  // — the manager —

  /** @param {string} [name] */
  async #open(name) {
    if (this.#manager !== undefined) return this.#manager;
    this.#opening ??= this.#make(name).finally(() => {
      this.#opening = undefined;
    });
    return this.#opening;
  }

  /** @param {string} [told] */
  async #make(told) {
    const options = checkOwned(await this.options(this.env, await this.#name(told)), this.ctx.id);
    this.#namespace = options.namespace ?? DEFAULT_NAMESPACE;
    this.#longNames = new Set(await this.ctx.storage.get(LONG_NAMES_KEY));
    const manager = await TokenManager.create({ ...options, storage: durableObjectStorage(this.ctx.storage), background: false });
    for (const event of ["added", "refreshed", "removed", "error"]) {
      manager.on(event, ({ provider }) => {
        this.#scheduled = this.#remember(event, provider).then(() => this.#schedule());
        return this.#scheduled;
      });
    }
    this.#manager = manager;
    return manager;
  }

  /** @param {string | undefined} told */
  async #name(told) {
    const stored = await this.ctx.storage.get(NAME_KEY);
    const known = this.ctx.id.name ?? told ?? stored;
    if (known !== stored) await this.ctx.storage.put(NAME_KEY, known);
    return known;
  }

  /**
   * Every provider that may hold tokens: the registered ones, and those that `resolveProvider` would give.
   * @param {Manager} manager
   */
  async #providers(manager) {
    const prefix = `${this.#namespace.replaceAll("%", "%25").replaceAll(":", "%3A")}:`;
    const stored = [...(await this.ctx.storage.list({ prefix })).keys()].map((key) => key.slice(prefix.length).replace(IDENTITY, ""));
    return [...new Set([...manager.listProviders(), ...stored, ...this.#longNames])];
  }

  /**
   * Stores the name of a provider that holds tokens if its record's key does not contain the full name.
   * @param {string} event
   * @param {string} provider
   */
  async #remember(event, provider) {
    const holds = event !== "removed";
    const isShown = provider.length <= LONG_NAME && this.#namespace.length <= LONG_NAMESPACE;
    if (event === "error" || isShown || this.#longNames.has(provider) === holds) return;
    if (holds) this.#longNames.add(provider);
    else this.#longNames.delete(provider);
    await this.ctx.storage.put(LONG_NAMES_KEY, [...this.#longNames]);
  }

  async #schedule() {
    if (this.#manager === undefined) return;
    const at = nextLook(this.#manager);
    // Never postponed: the alarm may be for a provider not yet read since the object started. An alarm that comes too early
    // finds nothing to do and sets the next one.
    const set = at === undefined ? null : await this.ctx.storage.getAlarm();
    if (at !== undefined && (set === null || at < set)) await this.ctx.storage.setAlarm(at);
  }
}

/**
 * Makes an inherited member an own one: RPC exposes what classes declare, but never an object's own members. A subclass that
 * declares it as a field replaces it.
 * @param {object} object
 * @param {string} name
 */
function hide(object, name) {
  let declared;
  for (let place = object; declared === undefined; place = Object.getPrototypeOf(place)) declared = Object.getOwnPropertyDescriptor(place, name);
  Object.defineProperty(object, name, { ...declared, configurable: true });
}
