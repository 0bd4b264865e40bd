// @ts-check
// The object that owns credentials: every isolate asks it, it alone talks to the authorization server.
//
// All events of an object run in one context, so that here, other than in isolates, one may wait for what another began.

// @ts-ignore The runtime's own module.
import { DurableObject } from "cloudflare:workers";
import { durableObjectStorage } from "../durable-object.js";
import { InvalidConfigurationError, TokenNotFoundError } from "../errors.js";
import { TokenManager } from "../workerd.js";
import { nextLook, renewDue } from "./alarm.js";
import { checkOwned } from "./owned.js";
import { answerOf } from "./wire.js";

/** What isolates may ask for. */
const CALLS = new Set(["getToken", "setTokens", "getTokenInfo", "invalidate", "clear", "revoke"]);
/** Where the object's name is kept: the runtime tells it in calls alone, not when an alarm starts the object. No provider's key is so. */
const NAME_KEY = "tokenward name";
const DEFAULT_NAMESPACE = "tokenward";

/** @type {new (ctx: any, env: any) => { ctx: any, env: any }} */
const Base = DurableObject;

export class TokenCoordinator extends Base {
  /** @type {TokenManager | undefined} */
  #manager;
  /** @type {Promise<TokenManager> | undefined} */
  #opening;
  #namespace = DEFAULT_NAMESPACE;
  /** The last setting of the alarm. @type {Promise<void> | undefined} */
  #scheduled;

  /**
   * @param {unknown} env
   * @param {string} [name]
   * @returns {any}
   */
  options(env, name) {
    throw new InvalidConfigurationError("options: a subclass of TokenCoordinator says there which providers it owns");
  }

  // — what isolates ask for —

  /**
   * @param {string} [provider]
   * @param {any} [options]
   */
  async getToken(provider, options) {
    const manager = await this.#open();
    await manager.getToken(provider, options);
    const tokens = await manager.getTokens(provider);
    if (tokens === undefined) throw new TokenNotFoundError("The tokens were cleared meanwhile.", { provider });
    // An object that is evicted now must be woken in time all the same.
    await this.#scheduled;
    const { refreshToken, ...rest } = tokens;
    return rest;
  }

  /**
   * @param {string} provider
   * @param {any} tokens
   */
  async setTokens(provider, tokens) {
    const manager = await this.#open();
    const info = await manager.setTokens(provider, tokens);
    await this.#scheduled;
    return info;
  }

  /** @param {string} [provider] */
  async getTokenInfo(provider) {
    const manager = await this.#open();
    await manager.getTokens(provider);
    return manager.getTokenInfo(provider);
  }

  /**
   * @param {string} [provider]
   * @param {string} [token] only if this is the one: another may have come since the caller got its own
   */
  async invalidate(provider, token) {
    const manager = await this.#open();
    if (token !== undefined && (await manager.getTokens(provider))?.accessToken !== token) return;
    await manager.invalidate(provider);
  }

  /** @param {string} [provider] */
  async clear(provider) {
    await (await this.#open()).clear(provider);
  }

  /** @param {string} [provider] */
  async revoke(provider) {
    await (await this.#open()).revoke(provider);
  }

  /**
   * One of these calls, as `coordinator()` makes it.
   * @param {string} method
   * @param {string} name
   * @param {unknown[]} args
   */
  async answer(method, name, args) {
    return answerOf(async () => {
      if (!CALLS.has(method)) throw new InvalidConfigurationError("method: isolates may not call this");
      await this.#open(name);
      return /** @type {any} */ (this)[method](...args);
    });
  }

  async alarm() {
    const manager = await this.#open();
    await renewDue(manager, await this.#providers(manager));
    await this.#schedule();
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
    const manager = await TokenManager.create({ ...options, storage: durableObjectStorage(this.ctx.storage), background: false });
    for (const event of ["added", "refreshed", "removed", "error"]) {
      manager.on(event, () => {
        this.#scheduled = this.#schedule();
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
   * Every provider that may hold tokens: those that are registered, and those that `resolveProvider` would give.
   * @param {TokenManager} manager
   */
  async #providers(manager) {
    const prefix = `${this.#namespace.replaceAll("%", "%25").replaceAll(":", "%3A")}:`;
    const stored = [...(await this.ctx.storage.list({ prefix })).keys()].map((key) => key.slice(prefix.length));
    return [...new Set([...manager.listProviders(), ...stored])];
  }

  async #schedule() {
    if (this.#manager === undefined) return;
    const at = nextLook(this.#manager);
    // Never put off: the alarm may be for a provider that was not read yet since the object started. One that comes too early
    // finds nothing to do, and sets the next one.
    const set = at === undefined ? null : await this.ctx.storage.getAlarm();
    if (at !== undefined && (set === null || at < set)) await this.ctx.storage.setAlarm(at);
  }
}
