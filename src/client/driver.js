// @ts-check
// Drives the machines of a Rust program's manager in the same way as those of the npm package. They are in the program's own .wasm.
// Results, events and log records stay there; the effects for the host arrive here.

import { abandonable, checkStorage } from "../../pkg-template/arguments.js";
import { forgetCallback, handleCallback } from "../../pkg-template/callback.js";
import { ManagerClosedError } from "../../pkg-template/errors.js";
import { authorizationOf, fetchWithToken, tokensOf } from "../../pkg-template/fetch.js";
import { KeySource } from "../../pkg-template/key-source.js";
import { origin } from "../../pkg-template/later.js";
import { kit } from "../../pkg-template/load-login.js";
import { loadRare } from "../../pkg-template/load-rare.js";
import { leaveFor, isPage, windowFor } from "../../pkg-template/page.js";
import * as rare from "../../pkg-template/rare.js";
import { Causes } from "../../pkg-template/driver/causes.js";
import { Driver } from "../../pkg-template/driver/driver.js";
import { textOf, valueOf } from "../../pkg-template/driver/json.js";
import { isWorkers } from "../../pkg-template/driver/kind.js";
import { LoginDriver } from "../../pkg-template/driver/login.js";
import { SignedTokens } from "../../pkg-template/signatures.js";
import { keepAliveInWorkers } from "../../pkg-template/wait-until.js";

if (isWorkers()) keepAliveInWorkers();

/** The program calls the engine directly, and gets its events from it. @type {import("../../pkg-template/driver/driver.js").Facade} */
const NOBODY = { lend() {}, tell() {} };

/** @typedef {import("../../pkg-template/driver/loop.js").Core} Core */

export class ClientDriver extends Driver {
  #closed = false;
  #tokens;

  /**
   * @param {any} options with the names of the npm package's options
   * @param {(settings: string) => Core} make makes the engine
   */
  constructor(options, make) {
    // A program's driver is one file.
    origin.rare = () => rare;
    const { resolveProvider, ...own } = options;
    super({ ...own, resolveProvider: resolveProvider && ((/** @type {string} */ name) => resolved(resolveProvider, name)) }, NOBODY, madeBy(make));
    const open = () => {
      if (this.#closed) throw new ManagerClosedError("This TokenManager is closed.");
      return this;
    };
    this.#tokens = tokensOf(this, open, options.fetch, async (provider, signal, useFallback) =>
      authorizationOf(await abandonable(this.run("getToken", provider, { useFallback }), signal)),
    );
  }

  get loop() {
    return this.shared.loop;
  }

  get functions() {
    return this.shared.means.functions;
  }

  /**
   * Begins to drive the desk of its logins.
   * @param {() => Core} make makes the desk
   */
  startLogins(make) {
    this.login = new LoginDriver(this, kit, this.#tokens, madeBy(make));
    return this.login;
  }

  /**
   * The host's `fetch` with a token.
   * @param {Request} request
   * @param {string | undefined} provider
   */
  fetch(request, provider) {
    return fetchWithToken(this.#tokens, request, { provider });
  }

  close() {
    this.#closed = true;
    super.close();
  }

  // — storages —

  /** Opens another storage. @param {any} choice a name, or an object */
  open(choice) {
    return textOf(this.shared.means.storages.open(choice));
  }

  /** Releases all storages but these. @param {Iterable<number>} numbers */
  keep(numbers) {
    this.shared.means.storages.keep([...numbers]);
  }

  // — the user's session —

  /**
   * The popup for a login of this mode; undefined if it needs none.
   * @param {string} mode
   * @param {string | undefined} provider
   * @param {Window | undefined} given the page's own
   */
  popup(mode, provider, given) {
    return windowFor(mode, given, provider);
  }

  /**
   * The URL of the callback that `finish` handled, in this call or an earlier one; undefined if there is none.
   * @param {string | undefined} url default: where the page is
   * @param {(url: string) => Promise<boolean>} finish true if the URL was a callback
   * @returns {Promise<string | undefined>}
   */
  async handleCallback(url, finish) {
    const run = async (/** @type {string} */ _, /** @type {undefined} */ __, /** @type {{ url: string }} */ { url }) => ({ provider: (await finish(url)) ? url : undefined });
    const handled = await handleCallback(this, async () => /** @type {any} */ ({ run }), url);
    return handled?.provider;
  }

  // — proofs —

  /**
   * A proof of possession (RFC 9449 §4.2).
   * @param {string} id
   * @param {string} method
   * @param {string} htu
   * @param {number} iat
   * @param {string | undefined} nonce
   * @param {string} token
   */
  async makeProof(id, method, htu, iat, nonce, token) {
    const { proof, proofKey } = await loadRare();
    return proof(await proofKey(this.shared.means.keyOwner, id), method, htu, iat, nonce, token);
  }

  /** @param {any} effect */
  do(effect) {
    // The program's desk knows it already.
    if (effect.effect === "loggedOut") forgetCallback(this.shared.settings.namespace);
    else super.do(effect);
  }
}

/** Checks tokens by the machine of a Rust program's verifier. */
export class ClientVerifier extends SignedTokens {
  /**
   * @param {import("../../pkg-template/verifier-texts.js").VerifierCore} core
   * @param {typeof fetch | undefined} ownFetch
   * @param {any} storage
   * @param {string} source the storage key of the keys
   */
  constructor(core, ownFetch, storage, source) {
    super(core, new KeySource(core, ownFetch, checkStorage(storage), source));
  }
}

/**
 * A provider from the program's function. The function returns the number under which the program keeps it.
 * @param {(name: string) => Promise<number | undefined>} resolveProvider
 * @param {string} name
 */
async function resolved(resolveProvider, name) {
  try {
    const number = await resolveProvider(name);
    return number === undefined ? undefined : { grant: "custom", functions: number };
  } catch (/** @type {any} */ error) {
    // An error that is returned reaches the caller as it is.
    if (error instanceof Error && /** @type {any} */ (error).code === "invalid_configuration") return error;
    throw error;
  }
}

/** A class whose instances are cores that the program makes. @param {(settings: string) => Core} make @returns {any} */
const madeBy = (make) =>
  function (/** @type {string} */ settings) {
    return make(settings);
  };

/** Goes to a URL, if there is a page that can be left. @param {string} url */
export function leave(url) {
  if (isPage()) void leaveFor(url);
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

/** The text of an error that has a code, like this library's errors. @param {any} thrown */
export function textOfError(thrown) {
  const { error } = new Causes().threw(thrown);
  return error && textOf({ ...error, cause: undefined, class: thrown.name, provider: thrown.provider });
}
