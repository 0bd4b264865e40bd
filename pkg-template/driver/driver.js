// @ts-check
// Drives the engine of one manager. It makes no decision about a token.

import { openChannelOf } from "../channel.js";
import { StorageError } from "../errors.js";
import { callQuietly } from "../listeners.js";
import { weakly } from "../switchboard.js";
import { Core } from "../wasm/tokenward.js";
import { FunctionTable } from "./functions.js";
import { proofAnswered } from "./http.js";
import { hostOf, Storages } from "./opening.js";
import { textOf } from "./json.js";
import { noteLogout } from "../load-login.js";
import { loadPart } from "../later.js";
import { loadRare } from "../load-rare.js";
import { Loop } from "./loop.js";
import { readTokens, writeTokens } from "./tokens.js";
import { isOffline, listenToHost } from "./wake.js";
import { WORKS } from "./works.js";

/**
 * The driver's calls into the facade.
 * @typedef {object} Facade
 * @property {(provider: string | undefined, token: string | undefined, since?: number, until?: number) => void} lend
 * @property {(name: string, payload: any) => void} tell
 */

/** Grants without a user: no logins, no logouts. */
const USERLESS = ["client_credentials", "static", "custom", "coordinator", "login"];

export class Driver {
  /** The driver of the login core, once a login was used. @type {import("./login.js").LoginDriver | undefined} */
  login;
  /** Options that the driver of the login core and that of Rust programs use, too. */
  shared;
  /** The configurations of providers whose users may log in. @type {Map<string, any>} */
  #configs = new Map();
  #loop;
  #facade;
  #functions = new FunctionTable();
  /** Ends listening to the host. */
  #silence = () => {};
  /** @type {import("../channel.js").Channel | undefined} */
  #channel;
  #namespace;
  #logger;
  #storages;
  /** The storage that the manager was made with, in the cores' form. */
  #first;
  /** The owner of the keys for proofs: the storage, so that managers with the same storage share the keys. */
  #keyOwner;

  /**
   * @param {any} options as `options.js` read them
   * @param {Facade} facade
   * @param {new (...given: ConstructorParameters<typeof Core>) => import("./loop.js").Core} [Own] another core than the package's
   */
  constructor(options, facade, Own = Core) {
    const { fetch, logger, storage, encryption, providers = [], resolveProvider, ...settings } = options;
    settings.namespace ??= "tokenward";
    const storages = new Storages(encryption, settings.namespace);
    const opened = storages.open(storage);
    const first = opened.storage && storages.get(opened.storage.id);
    const host = hostOf(first);
    const functions = this.#functions;
    const registered = providers.map((/** @type {[string, any]} */ [name, config]) => ({ ...functions.register(config).config, name }));
    settings.logLevel = logger === undefined ? undefined : (settings.logLevel ?? "info");
    settings.host = host.name;
    const texts = { ...settings, ...opened, offline: host.name === "browser" && isOffline(), resolves: resolveProvider !== undefined, providers: registered };
    this.#facade = facade;
    this.#logger = logger;
    this.#storages = storages;
    this.#first = opened.storage;
    this.#namespace = settings.namespace;
    this.#keyOwner = first ?? this;
    const keep = (/** @type {string} */ name, /** @type {any} */ config) => this.#keep(name, config);
    /** @type {Pick<import("./works.js").Means, "fetch" | "host" | "functions" | "storages" | "keyOwner" | "resolveProvider" | "keep" | "mover">} */
    const means = { fetch, host: host.kind, functions, storages, keyOwner: this.#keyOwner, resolveProvider, keep };
    const edge = host.name === "edge";
    this.#loop = new Loop({
      edge,
      make: (clocks) => new Own(textOf(texts), ...clocks),
      work: (work, given, own) => /** @type {any} */ (WORKS)[work](given, { __proto__: means, ...own }),
      effect: (effect) => this.do(effect),
      value: (effect) => this.#valueOf(effect),
    });
    this.shared = { settings, means, edge, loop: this.#loop };
    for (const config of registered) this.#keep(config.name, config);
    // Held weakly, so that listeners keep no manager alive.
    const me = weakly(this);
    if (host.name === "browser") this.#silence = listenToHost((signal) => me.deref()?.signal({ signal, offline: isOffline() }));
    this.#loop.drive();
  }

  // — inputs —

  /** @param {object} signal */
  signal(signal) {
    this.#loop.signal(signal);
  }

  /**
   * A call that takes time.
   * @param {string} call
   * @param {string} [provider]
   * @param {object} [more]
   * @returns {Promise<any>}
   */
  run(call, provider, more) {
    return this.#loop.run(call, provider, more);
  }

  /**
   * A question that is answered at once.
   * @param {string} question
   * @param {string} [provider]
   * @param {object} [more]
   */
  ask(question, provider, more) {
    return this.#loop.ask(question, provider, more);
  }

  /** @param {string} name @param {any} config as `provider.js` read it */
  addProvider(name, config) {
    const { config: registered, undo } = this.#functions.register(config);
    try {
      this.ask("addProvider", undefined, { ...registered, name });
    } catch (error) {
      undo();
      throw error;
    }
    this.#keep(name, registered);
  }

  /** @param {string} name */
  removeProvider(name) {
    this.ask("removeProvider", name);
    this.#configs.delete(name);
    this.login?.signal({ signal: "removed", provider: name });
  }

  /** @param {string} name @param {any} config */
  #keep(name, { fallback, name: _, ...config }) {
    // The signing code loads while the first request is prepared. Its first use reports a failure.
    if (config.dpop || config.made) loadRare().catch(() => {});
    if (!USERLESS.includes(config.grant) || config.endSessionEndpoint !== undefined) this.#configs.set(name, config);
  }

  /** A provider's configuration, as far as a login needs it. @param {string} name */
  configOf(name) {
    return { grant: "custom", ...this.#configs.get(name), name };
  }

  /**
   * A call on behalf of another core. Returns the answer that `read` makes of its result, or the error for that core.
   * @param {string} call
   * @param {string} provider
   * @param {object} more
   * @param {(value: any) => import("./works.js").Answer} read
   * @returns {Promise<import("./works.js").Answer>}
   */
  async answer(call, provider, more, read) {
    const { causes } = this.#loop;
    return this.#loop.run(call, provider, more, ({ error, value }) => (error === undefined ? read(value) : { answer: "failed", error: causes.again(error) }));
  }

  /** @param {string} provider @param {unknown} tokens */
  async setTokens(provider, tokens) {
    return this.run("setTokens", provider, { tokens: readTokens(tokens, "tokens") });
  }

  /**
   * Moves records to or from another storage.
   * @param {"migrateStorage" | "backup" | "restoreFrom"} call
   * @param {any} choice a name, or the user's object
   * @returns {Promise<{ restored: number, skipped: number }>}
   */
  async move(call, choice) {
    const { Mover } = await loadPart("moves");
    const { means, settings } = this.shared;
    const { host, namespace } = settings;
    means.mover ??= new Mover(textOf({ namespace, host, storage: this.#first }));
    this.#storages.keep(this.ask("storages").value);
    const { storage, storageMissing } = this.#storages.open(choice);
    if (storageMissing) throw new StorageError(storageMissing.message);
    const id = means.mover.begin(textOf({ move: call, host, storage }));
    return this.run("move", undefined, { id, storage });
  }

  /** @param {string} [provider] */
  peekToken(provider) {
    return this.ask("peekToken", provider).token;
  }

  /** @param {string} [provider] */
  tokenInfo(provider) {
    return infoOf(this.ask("tokenInfo", provider).info);
  }

  /** @param {string} [provider] */
  user(provider) {
    return userOf(this.ask("user", provider).user);
  }

  health() {
    const { providers, storage, ...report } = this.ask("health");
    return { ...report, storage: { ...storage }, providers: providers.map(infoOf) };
  }

  /** The content of a proof for a request to `url`, and the name of its key. @param {string | undefined} provider @param {string} url */
  proof(provider, url) {
    const { proof } = this.ask("proof", provider, { url });
    return proof && { ...proof, owner: this.#keyOwner, id: proof.key };
  }

  /**
   * True if a repeat with another proof may succeed after this response.
   * @param {any} claims of `proof`
   * @param {Response} response
   */
  proofAnswered(claims, response) {
    return proofAnswered(this.#loop, claims, response);
  }

  close() {
    this.login?.close();
    this.#loop.close();
    this.#silence();
    this.#storages.cipher?.close();
  }

  // — effects —

  /** @param {any} effect */
  do(effect) {
    switch (effect.effect) {
      case "lend":
        return this.#facade.lend(effect.provider, effect.token, effect.since, effect.until);
      case "withdraw":
        return this.#facade.lend(effect.provider, undefined);
      case "only":
        return this.#facade.lend(undefined, effect.provider);
      case "emit":
        return this.#facade.tell(effect.name, this.#payloadOf(effect.event));
      case "log":
        return callQuietly(this.#logger, { ...effect.record });
      case "announce":
        return this.#channel?.postMessage(effect.text);
      case "listen":
        this.#channel?.close();
        this.#channel = effect.listens ? openChannelOf(this.#namespace, this) : undefined;
        return;
      case "forget":
        return this.#functions.forget(effect.functions);
      case "loggedOut":
        noteLogout(this.#namespace, effect.provider);
        return this.login?.signal({ signal: "loggedOut", provider: effect.provider });
    }
  }

  // — values —

  /** The result of a call. @param {any} effect */
  #valueOf(effect) {
    if (effect.token !== undefined) return { token: effect.token, tokenType: effect.tokenType };
    if (effect.info !== undefined) return infoOf(effect.info);
    if (effect.moved !== undefined) return { ...effect.moved };
    if (effect.refreshed !== undefined) {
      const failed = effect.failed.map((/** @type {any} */ { provider, error }) => ({ provider, error: this.#loop.causes.error(error) }));
      return { refreshed: effect.refreshed, failed };
    }
    return effect.tokens === undefined ? effect.value : writeTokens(effect.tokens);
  }

  /** The argument of an event's listeners. @param {any} event */
  #payloadOf(event) {
    const payload = { ...event };
    if (typeof event.error === "object") payload.error = this.#loop.causes.error(event.error);
    if (event.info !== undefined) payload.info = infoOf(event.info);
    if (event.user !== undefined) payload.user = userOf(event.user);
    return payload;
  }
}

/** `User`, without the access tokens of distributed claims (OpenID Connect Core §5.6.2). @param {any} user */
function userOf(user) {
  if (user === undefined) return undefined;
  const claims = JSON.parse(user.claims);
  delete claims._claim_sources;
  return { ...user, claims };
}

/** `TokenInfo`. @param {any} info */
function infoOf({ remainingMs, lastError, ...info }) {
  if (remainingMs !== undefined) info.remainingSeconds = remainingMs / 1000;
  if (lastError !== undefined) info.lastError = { ...lastError };
  return info;
}
