// @ts-check
// Drives one engine: brings it calls, answers and time, and does its effects. It makes no decision about a token.

import { openChannel } from "../channel.js";
import { hold } from "../in-flight.js";
import { callQuietly } from "../listeners.js";
import { weakly } from "../switchboard.js";
import { outsideZones } from "../zones.js";
import { Core } from "../wasm/tokenward.js";
import { Causes } from "./causes.js";
import { monotonicMs } from "./clock.js";
import { FunctionTable } from "./functions.js";
import { headOf } from "./http.js";
import { hostOf, openStorage } from "./opening.js";
import { textOf, valueOf } from "./json.js";
import { createTimer } from "./timer.js";
import { readTokens } from "./tokens.js";
import { isOffline, listenToHost } from "./wake.js";
import { within } from "./within.js";
import { WORKS } from "./works.js";

/**
 * @typedef {import("./works.js").Answer} Answer
 *
 * What the facade is told.
 * @typedef {object} Facade
 * @property {(provider: string | undefined, token: string | undefined, since?: number, until?: number) => void} lend
 * @property {(name: string, payload: any) => void} tell
 *
 * A call that is not settled yet, or whose result is not taken yet.
 * @typedef {{ settle: (effect: any) => void }} Waiting
 */

/** On hosts where work ends with its request, how often work shows that it is alive. */
const SIGN_MS = 400;
const NO_BYTES = new Uint8Array();

export class Driver {
  #core;
  #facade;
  #causes = new Causes();
  #functions = new FunctionTable();
  /** @type {Map<number, Waiting>} */
  #callers = new Map();
  #lastCaller = 0;
  /** What cancels each piece of work. @type {Map<number, AbortController | undefined>} */
  #works = new Map();
  /** What releases each lock. @type {Map<number, () => void>} */
  #locks = new Map();
  /** One string of the host for each token. @type {Map<number, { version: number, token: string }>} */
  #tokens = new Map();
  #looping = false;
  #closed = false;
  #timer;
  /** Ends listening to the host. */
  #silence = () => {};
  /** @type {import("../channel.js").Channel | undefined} */
  #channel;
  #namespace;
  #edge;
  /** @type {typeof fetch | undefined} */
  #fetch;
  #logger;
  #resolveProvider;
  #host;
  #cipher;
  #storage;

  /**
   * @param {any} options as `options.js` read them
   * @param {Facade} facade
   */
  constructor(options, facade) {
    const { fetch, logger, storage, encryption, providers = [], resolveProvider, ...settings } = options;
    settings.namespace ??= "tokenward";
    const opened = openStorage(storage, encryption, settings.namespace);
    const host = hostOf(opened.object);
    const registered = providers.map((/** @type {[string, any]} */ [name, config]) => ({ ...this.#functions.register(config).config, name }));
    const texts = { ...settings, ...opened.settings, host: host.name, offline: host.name === "browser" && isOffline(), resolves: resolveProvider !== undefined, providers: registered };
    texts.logLevel = logger === undefined ? undefined : (settings.logLevel ?? "info");
    this.#facade = facade;
    this.#fetch = fetch;
    this.#logger = logger;
    this.#resolveProvider = resolveProvider;
    this.#host = host;
    this.#edge = host.name === "edge";
    this.#cipher = opened.cipher;
    this.#storage = opened.object;
    this.#core = this.#guarded(() => new Core(textOf(texts), ...reading()));
    this.#namespace = settings.namespace;
    // Held weakly, so that timers and listeners keep no manager alive.
    const me = weakly(this);
    this.#timer = createTimer(() => me.deref()?.tick());
    if (host.name === "browser") this.#silence = listenToHost((signal) => me.deref()?.signal({ signal, offline: isOffline() }));
    this.#drive();
  }

  /** @template T @param {() => T} work @returns {T} */
  #guarded(work) {
    try {
      return work();
    } catch (error) {
      throw this.#causes.thrown(error);
    }
  }

  // — inputs —

  /** @param {(core: Core) => void} give */
  #input(give) {
    if (this.#core === undefined) return;
    this.#guarded(() => give(this.#core));
    this.#drive();
  }

  tick() {
    this.#input((core) => core.tick(...reading()));
  }

  /** @param {object} signal */
  signal(signal) {
    this.#input((core) => core.signal(textOf(signal), ...reading()));
  }

  /**
   * A call that takes time.
   * @param {string} call
   * @param {string} [provider]
   * @param {object} [more]
   * @returns {Promise<any>}
   */
  run(call, provider, more) {
    const caller = ++this.#lastCaller;
    const text = textOf({ call, provider, ...more });
    return this.#edge ? this.#onTheEdge(caller, text) : this.#shared(caller, text);
  }

  /** @param {number} caller @param {string} text */
  #shared(caller, text) {
    return new Promise((resolve, reject) => {
      const settle = (/** @type {any} */ effect) => {
        if (effect.error === undefined) resolve(this.#valueOf(effect));
        else reject(this.#causes.error(effect.error));
      };
      this.#begin(caller, text, settle);
    });
  }

  /**
   * Waits where no request may wait for another's promise: each caller looks for its result with a timer of its own.
   * @param {number} caller @param {string} text
   */
  async #onTheEdge(caller, text) {
    /** @type {any} */
    let settled;
    this.#begin(caller, text, (effect) => (settled = effect));
    for (let ms = 1; settled === undefined; ) {
      await new Promise((resolve) => outsideZones(() => setTimeout(resolve, ms)));
      if (settled === undefined) this.#input((core) => (ms = core.look(caller, ...reading()) ?? 0));
    }
    if (settled.error !== undefined) throw this.#causes.error(settled.error);
    return this.#valueOf(settled);
  }

  /** @param {number} caller @param {string} text @param {(effect: any) => void} settle */
  #begin(caller, text, settle) {
    this.#callers.set(caller, { settle });
    try {
      this.#input((core) => core.call(caller, text, ...reading()));
    } catch (error) {
      this.#callers.delete(caller);
      throw error;
    }
  }

  /**
   * A question that is answered at once.
   * @param {string} question
   * @param {string} [provider]
   * @param {object} [more]
   */
  ask(question, provider, more) {
    const text = textOf({ ask: question, provider, ...more });
    const answer = this.#guarded(() => valueOf(this.#core.ask(text, ...reading())));
    this.#drive();
    return answer;
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
  }

  /** @param {string} provider @param {unknown} tokens */
  async setTokens(provider, tokens) {
    return this.run("setTokens", provider, { tokens: readTokens(tokens, "tokens") });
  }

  /** @param {string} [provider] */
  peekToken(provider) {
    return this.#tokenOf(this.ask("peekToken", provider));
  }

  /** @param {string} [provider] */
  tokenInfo(provider) {
    return infoOf(this.ask("tokenInfo", provider).info);
  }

  health() {
    const { providers, storage, ...report } = this.ask("health");
    return { ...report, storage: { ...storage }, providers: providers.map(infoOf) };
  }

  /** What a proof for a request to `url` says, and whose key signs it. @param {string | undefined} provider @param {string} url */
  proof(provider, url) {
    const { proof } = this.ask("proof", provider, { url });
    return proof && { ...proof, owner: this.#keyOwner, id: proof.key };
  }

  /**
   * Whether a request that was answered so is worth repeating with another proof.
   * @param {any} claims of `proof`
   * @param {Response} response
   */
  proofAnswered({ htu, iat, nonce, skewMs }, response) {
    const head = headOf(response);
    if (head === undefined) return false;
    const headers = Object.entries(head.headers);
    return this.ask("proofAnswered", undefined, { htu, iat, nonce, skewMs, status: head.status, headers }).value;
  }

  get #keyOwner() {
    return this.#storage ?? this;
  }

  close() {
    this.#closed = true;
    this.#input((core) => core.close(...reading()));
    this.#silence();
    this.#cipher?.close();
    this.#freeWhenDone();
  }

  /** A refresh that was sent is finished first: its answer may rotate the refresh token. */
  #freeWhenDone() {
    if (!this.#closed || this.#works.size || this.#looping || this.#core === undefined) return;
    this.#timer.disarm();
    const core = this.#core;
    // @ts-ignore No call reaches a closed engine.
    this.#core = undefined;
    core.free();
  }

  // — effects —

  #drive() {
    // A listener may call the engine: the loop that is under way does what that causes.
    if (this.#looping) return;
    this.#looping = true;
    try {
      for (let text; (text = this.#core.next()) !== undefined; ) this.#do(valueOf(text));
      this.#causes.forget(this.#core.forgotten());
    } finally {
      this.#looping = false;
    }
    const dueMs = this.#core.deadline();
    if (dueMs === undefined) this.#timer.disarm();
    else this.#timer.arm(dueMs, this.#core.isAwaited());
    this.#freeWhenDone();
  }

  /** @param {any} effect */
  #do(effect) {
    switch (effect.effect) {
      case "do":
        return this.#begins(effect);
      case "cancel":
        this.#works.get(effect.number)?.abort();
        this.#works.delete(effect.number);
        return;
      case "unlock":
        this.#works.get(effect.number)?.abort();
        this.#locks.get(effect.number)?.();
        this.#locks.delete(effect.number);
        return;
      case "settle": {
        const waiting = this.#callers.get(effect.caller);
        this.#callers.delete(effect.caller);
        return waiting?.settle(effect);
      }
      case "lend":
        return this.#facade.lend(effect.provider, this.#tokenOf(effect), effect.since, effect.until);
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
        return this.#listen(effect.listens);
      case "forget":
        return this.#functions.forget(effect.functions);
    }
  }

  /** @param {boolean} listens */
  #listen(listens) {
    this.#channel?.close();
    this.#channel = listens ? openChannel(this.#namespace) : undefined;
    const me = weakly(this);
    const heard = (/** @type {{ data: unknown }} */ { data }) => {
      if (typeof data === "string") me.deref()?.signal({ signal: "heard", text: data });
    };
    if (this.#channel) this.#channel.onmessage = heard;
  }

  /** @param {any} effect */
  #begins({ number, withinMs, work, ...given }) {
    const abort = typeof AbortController === "function" ? new AbortController() : undefined;
    this.#works.set(number, abort);
    const done = hold();
    const means = {
      withinMs,
      signal: abort?.signal,
      fetch: this.#fetch,
      host: this.#host.kind,
      causes: this.#causes,
      functions: this.#functions,
      storage: () => this.#storage,
      cipher: this.#cipher,
      keyOwner: this.#keyOwner,
      resolveProvider: this.#resolveProvider,
      locked: (/** @type {() => void} */ release) => this.#locks.set(number, release),
    };
    const end = (/** @type {Answer} */ answer) => {
      this.#answer(number, abort, answer);
      done?.();
    };
    let result;
    try {
      result = /** @type {any} */ (WORKS)[work](given, means);
    } catch (error) {
      result = this.#causes.threw(error);
    }
    if (typeof result?.then !== "function") {
      // Not at once: the engine is told after the effects that are queued already.
      return queueMicrotask(() => end(result));
    }
    const settled = result.catch((/** @type {unknown} */ error) => this.#causes.threw(error));
    const late = () => {
      abort?.abort();
      return { answer: "timedOut" };
    };
    const bounded = withinMs === undefined ? settled : within(withinMs, settled, late);
    (this.#edge ? this.#withSigns(number, bounded) : bounded).then(end);
  }

  /**
   * @param {number} number
   * @param {Promise<Answer>} work
   */
  async #withSigns(number, work) {
    let answer;
    while ((answer = await within(SIGN_MS, work)) === undefined) this.#input((core) => core.alive(number, ...reading()));
    return answer;
  }

  /**
   * @param {number} number
   * @param {AbortController | undefined} abort
   * @param {Answer} answer
   */
  #answer(number, abort, { body, ...answer }) {
    const bytes = /** @type {Uint8Array | undefined} */ (body) ?? NO_BYTES;
    const isAwaited = this.#works.has(number) && this.#works.get(number) === abort;
    if (isAwaited) this.#works.delete(number);
    if (isAwaited) this.#input((core) => core.answer(number, textOf(answer), bytes, ...reading()));
  }

  // — values —

  /** One string for each token. @param {any} effect */
  #tokenOf({ id, token }) {
    if (id === undefined) return undefined;
    const [credential, version] = id;
    const known = this.#tokens.get(credential);
    if (known !== undefined && known.version === version) return known.token;
    this.#tokens.set(credential, { version, token });
    return token;
  }

  /** The result of a call. @param {any} effect */
  #valueOf(effect) {
    if (effect.id !== undefined) return { token: this.#tokenOf(effect), tokenType: effect.tokenType };
    if (effect.info !== undefined) return infoOf(effect.info);
    if (effect.refreshed !== undefined) {
      const failed = effect.failed.map((/** @type {any} */ { provider, error }) => ({ provider, error: this.#causes.error(error) }));
      return { refreshed: effect.refreshed, failed };
    }
    return typeof effect.value === "object" && !Array.isArray(effect.value) ? { ...effect.value } : effect.value;
  }

  /** What listeners of an event get. @param {any} event */
  #payloadOf(event) {
    const payload = { ...event };
    if (event.error !== undefined) payload.error = this.#causes.error(event.error);
    if (event.info !== undefined) payload.info = infoOf(event.info);
    return payload;
  }
}

/** `TokenInfo`. @param {any} info */
function infoOf({ remainingMs, lastError, ...info }) {
  if (remainingMs !== undefined) info.remainingSeconds = remainingMs / 1000;
  if (lastError !== undefined) info.lastError = { ...lastError };
  return info;
}

/** The clocks and 32 random bits. @returns {[number, number, number]} */
const reading = () => [Date.now(), monotonicMs(), Math.floor(Math.random() * 2 ** 32)];
