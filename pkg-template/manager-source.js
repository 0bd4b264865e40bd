// @ts-check
// The source of the manager for an application's components: the application's own, or one that lives as long as a component.

import { InvalidConfigurationError } from "./errors.js";

/**
 * @typedef {import("./api.js").TokenManager} TokenManager
 * @typedef {import("./errors.js").TokenError} TokenError
 */

export class Source {
  /** @type {TokenManager | undefined} */
  manager = undefined;
  /** The reason why there is no manager. @type {TokenError | undefined} */
  error = undefined;
  /** @type {Set<() => void>} */
  #watchers = new Set();

  /** @param {() => void} watcher is called whenever `manager` or `error` changed */
  watch = (watcher) => {
    this.begin();
    const own = () => watcher();
    this.#watchers.add(own);
    return () => void this.#watchers.delete(own);
  };

  /** @returns {Promise<TokenManager>} the manager, once there is one */
  async ready() {
    while (this.manager === undefined) {
      if (this.error !== undefined) throw this.error;
      await new Promise((resolve) => {
        const stop = this.watch(() => {
          stop();
          resolve(undefined);
        });
      });
    }
    return this.manager;
  }

  /** A component waits for the manager. */
  begin() {}

  /** A component or application uses this source until it calls the returned function. @returns {() => void} */
  mount = () => () => {};

  /**
   * @param {TokenManager | undefined} manager
   * @param {any} [error]
   */
  become(manager, error) {
    this.manager = manager;
    this.error = error;
    for (const watcher of [...this.#watchers]) watcher();
  }
}

/** @type {WeakMap<object, Source>} */
const given = new WeakMap();
/** For server rendering: there is no manager, and no listener is kept. */
class NoSource extends Source {
  watch = () => () => undefined;
}
export const none = /* @__PURE__ */ new NoSource();

/**
 * The source for the application's manager or a promise of one; the same argument always gives the same source.
 * @param {unknown} manager
 * @returns {Source}
 */
export function sourceOf(manager) {
  if (manager === undefined || manager === null) return none;
  let source = given.get(manager);
  if (source === undefined) {
    if (isManager(manager)) {
      source = new Source();
      source.manager = manager;
    } else if (isPromise(manager)) {
      source = new PromisedSource(manager);
    } else {
      throw wrongManager();
    }
    given.set(manager, source);
  }
  return source;
}

/**
 * The source for an application's argument: its manager, a promise of one, or options to make one. A server has none.
 * @param {unknown} given
 * @returns {Source}
 */
export function sourceFrom(given) {
  if (typeof window === "undefined") return none;
  return isManager(given) || isPromise(given) ? sourceOf(given) : new OwnSource(given);
}

class PromisedSource extends Source {
  /** @type {PromiseLike<unknown> | undefined} */
  #promise;

  /** @param {PromiseLike<unknown>} promise */
  constructor(promise) {
    super();
    this.#promise = promise;
  }

  begin() {
    const promise = this.#promise;
    this.#promise = undefined;
    promise?.then(
      (manager) => (isManager(manager) ? this.become(manager) : this.become(undefined, wrongManager())),
      (error) => this.become(undefined, error),
    );
  }
}

/** A manager that is created when its component is mounted and closed after it is unmounted. */
export class OwnSource extends Source {
  #options;
  #mounted = 0;
  /** The manager being made or in use. @type {Promise<TokenManager> | undefined} */
  #made;

  /** @param {unknown} options */
  constructor(options) {
    super();
    this.#options = options;
  }

  mount = () => {
    this.#mounted++;
    if (this.#made === undefined) this.#make();
    return () => {
      this.#mounted--;
      // In StrictMode, and on hot reload, a component unmounts and remounts at once.
      // Deferred by a promise: test runners stop time, and queueMicrotask with it.
      Promise.resolve().then(() => {
        if (this.#mounted === 0) this.#close();
      });
    };
  };

  #make() {
    const made = import("tokenward").then(({ TokenManager }) => TokenManager.create(/** @type {any} */ (this.#options)));
    const ours = /** @type {Promise<any>} */ (made);
    this.#made = ours;
    ours.then(
      (manager) => (this.#made === ours ? this.become(manager) : manager.close()),
      (error) => this.#made === ours && this.become(undefined, error),
    );
  }

  #close() {
    if (this.#made === undefined) return;
    this.#made = undefined;
    void this.manager?.close();
    this.become(undefined);
  }
}

/**
 * @param {unknown} value
 * @returns {value is TokenManager}
 */
function isManager(value) {
  return typeof (/** @type {any} */ (value)?.getToken) === "function";
}

/**
 * @param {unknown} value
 * @returns {value is PromiseLike<unknown>}
 */
function isPromise(value) {
  return typeof (/** @type {any} */ (value)?.then) === "function";
}

function wrongManager() {
  return new InvalidConfigurationError("manager: must be a TokenManager, or a promise of one");
}
