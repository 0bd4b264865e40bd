// @ts-check
// Drives the engine of a Rust program's manager. The engine is in the program's own .wasm, which handles results, events and log records
// itself. Work for the host comes here.

import { openChannelOf } from "../../pkg-template/channel.js";
import { fetchWithToken, schemeOf } from "../../pkg-template/fetch.js";
import { origin } from "../../pkg-template/later.js";
import { loadRare } from "../../pkg-template/load-rare.js";
import * as rare from "../../pkg-template/rare.js";
import { Causes } from "../../pkg-template/driver/causes.js";
import { FunctionTable } from "../../pkg-template/driver/functions.js";
import { proofAnswered } from "../../pkg-template/driver/http.js";
import { textOf, valueOf } from "../../pkg-template/driver/json.js";
import { isWorkers } from "../../pkg-template/driver/kind.js";
import { Loop } from "../../pkg-template/driver/loop.js";
import { hostOf, Storages } from "../../pkg-template/driver/opening.js";
import { isOffline, listenToHost } from "../../pkg-template/driver/wake.js";
import { WORKS } from "../../pkg-template/driver/works.js";
import { weakly } from "../../pkg-template/switchboard.js";
import { keepAliveInWorkers } from "../../pkg-template/wait-until.js";

if (isWorkers()) keepAliveInWorkers();

/** Works that end in the program. @type {Record<string, import("../../pkg-template/driver/works.js").Doer>} */
const OWN_WORKS = {
  /** The program keeps the provider, under the number that its function gives. */
  async resolve({ provider }, { causes, resolveProvider }) {
    try {
      const functions = await resolveProvider?.(provider);
      return { answer: "provider", provider: functions === undefined ? undefined : { grant: "custom", functions } };
    } catch (/** @type {any} */ error) {
      if (error?.code === "invalid_configuration") return { answer: "provider", error: causes.threw(error).error };
      throw error;
    }
  },
};

export class ClientDriver {
  functions = new FunctionTable();
  #options;
  #storages;
  #opened;
  #host;
  /** The owner of the keys for proofs: the storage, so that managers with the same storage share the keys. @type {object} */
  #keyOwner;
  /** @type {Loop | undefined} */
  #loop;
  #silence = () => {};
  /** @type {import("../../pkg-template/channel.js").Channel | undefined} */
  #channel;

  /** @param {any} options with the names of the npm package's options */
  constructor(options) {
    // A program's driver is one file.
    origin.rare = () => rare;
    this.#options = options;
    this.#storages = new Storages(options.encryption, options.namespace);
    this.#opened = this.#storages.open(options.storage);
    const { storage } = this.#opened;
    const own = storage && this.#storages.get(storage.id);
    this.#host = hostOf(own);
    this.#keyOwner = own ?? this;
  }

  /** The settings of the engine. */
  get settings() {
    const { namespace, background, logLevel, resolveProvider } = this.#options;
    const { name } = this.#host;
    const offline = name === "browser" && isOffline();
    return textOf({ namespace, background, logLevel, ...this.#opened, host: name, offline, resolves: resolveProvider !== undefined });
  }

  /**
   * Begins to drive a core: the engine, or later the desk of its logins.
   * @param {import("../../pkg-template/driver/loop.js").Core} core
   */
  start(core) {
    const { fetch, resolveProvider } = this.#options;
    const { kind, name } = this.#host;
    const means = { fetch, host: kind, functions: this.functions, storages: this.#storages, keyOwner: this.#keyOwner, resolveProvider };
    const works = /** @type {any} */ ({ ...WORKS, ...OWN_WORKS });
    /** @type {Loop} */
    const loop = new Loop({
      edge: name === "edge",
      make: () => core,
      work: (work, given, own) => works[work](given, { __proto__: means, ...own }),
      effect: (effect) => this.#do(effect),
      value: (effect) => effect,
    });
    if (this.#loop === undefined) {
      this.#loop = loop;
      const me = weakly(this);
      if (name === "browser") this.#silence = listenToHost((signal) => me.deref()?.signal({ signal, offline: isOffline() }));
    }
    return loop;
  }

  /**
   * The host's `fetch` with a token.
   * @param {Request} request
   * @param {string | undefined} provider
   */
  fetch(request, provider) {
    const loop = /** @type {Loop} */ (this.#loop);
    const owner = this.#keyOwner;
    /** @type {import("../../pkg-template/fetch.js").Tokens} */
    const tokens = {
      fetch: this.#options.fetch,
      providerFor: async (named, origin) => (await loop.run("providerFor", named, { origin })).value,
      async authorization(name) {
        const { token, tokenType } = await loop.run("getToken", name);
        return `${schemeOf(tokenType)} ${token}`;
      },
      checkOrigin: (name, token, origin) => void loop.ask("checkOrigin", name, { token, origin }),
      challenged: (name, token, origin, status, challenge) => loop.ask("challenged", name, { token, origin, status, challenge }).value,
      reject: async (name, token) => (await loop.run("rejectToken", name, { token })).value,
      refusedWhenNew: (name, token, origin) => void loop.ask("refusedWhenNew", name, { token, origin }),
      prover: (name) => ({
        claims(url) {
          const { proof } = loop.ask("proof", name, { url });
          return proof && { ...proof, owner, id: proof.key };
        },
        answered: (claims, response) => proofAnswered(loop, claims, response),
      }),
    };
    return fetchWithToken(tokens, request, undefined);
  }

  /** @param {object} signal */
  signal(signal) {
    this.#loop?.signal(signal);
  }

  close() {
    this.#silence();
    this.#loop?.close();
    this.#storages.cipher?.close();
  }

  /** Opens another storage. @param {any} choice a name, or an object */
  open(choice) {
    return textOf(this.#storages.open(choice));
  }

  /** Releases all storages but these. @param {Iterable<number>} numbers */
  keep(numbers) {
    this.#storages.keep([...numbers]);
  }

  /**
   * A proof of possession (RFC 9449 §4.2).
   * @param {string} id
   * @param {string} method
   * @param {string} htu
   * @param {number} iat
   * @param {string | undefined} nonce
   * @param {string} token
   */
  async proof(id, method, htu, iat, nonce, token) {
    const { proof, proofKey } = await loadRare();
    return proof(await proofKey(this.#keyOwner, id), method, htu, iat, nonce, token);
  }

  /** @param {any} effect */
  #do(effect) {
    switch (effect.effect) {
      case "announce":
        return this.#channel?.postMessage(effect.text);
      case "listen":
        this.#channel?.close();
        this.#channel = effect.listens ? openChannelOf(this.#options.namespace, this) : undefined;
        return;
      case "forget":
        return this.functions.forget(effect.functions);
    }
  }
}

/**
 * The error as an instance of its class, for JavaScript.
 * @param {string} text
 * @param {unknown} cause
 */
export function errorOf(text, cause) {
  const causes = new Causes();
  const error = valueOf(text);
  return causes.error(cause === undefined ? error : { ...error, cause: causes.keep(cause) });
}
