// @ts-check
// The user of one provider for an application's components: the signed-in user, functions to sign in and out, and the permission to
// begin a login automatically. The entry points of all frameworks are thin layers over it.

import { mayBeName } from "./arguments.js";
import { none } from "./manager-source.js";
import { Store, isEqual } from "./store.js";

/**
 * @typedef {import("./api.js").TokenManager} TokenManager
 * @typedef {import("./manager-source.js").Source} Source
 * @typedef {import("./index.js").LoginResult} LoginResult
 *
 * @typedef {object} Auth
 * @property {"loading" | "signedOut" | "signedIn" | "error"} status
 * @property {any} user
 * @property {any} error
 * @property {(options?: any) => Promise<LoginResult>} login
 * @property {(options?: any) => Promise<{ url?: string }>} logout
 * @property {(options?: any) => Promise<string>} getToken
 * @property {(input: any, init?: any) => Promise<Response>} fetch
 */

/**
 * "open": a user is signed in. "begin": a login may begin automatically. "held": only the user may begin one.
 * @typedef {"open" | "wait" | "begin" | "held"} Gate
 */

const EVENTS = ["signedIn", "signedOut", "added", "refreshed", "reauthenticate", "removed"];

/** @extends {Store<Auth>} */
export class AuthStore extends Store {
  #finishes;
  /** Why the last login failed. @type {any} */
  #error;
  /** No login may begin automatically: the user signed out, came back from a login, has a popup, or the last login failed. */
  #held = cameBack();
  /** The session ended without a sign-out: the next event will remove its tokens. */
  #endedByServer = false;
  /** The page is about to leave for a login. */
  #leaving = false;
  /** The gate that the listeners last heard of. @type {Gate} */
  #toldGate = "wait";

  /**
   * @param {Source} source
   * @param {string | undefined} name
   * @param {boolean} finishes true if the state is only known after the page's callback is finished
   */
  constructor(source, name, finishes) {
    /** @type {<T>(call: (manager: any) => Promise<T>) => Promise<T>} */
    const ask = (call) => {
      const { manager } = source;
      // At once if possible: a popup opens only within the user's click.
      return manager === undefined ? source.ready().then(call) : call(manager);
    };
    super(source, name, EVENTS, {
      status: "loading",
      user: undefined,
      error: undefined,
      login: (options) => {
        const login = this.#login(() => ask((manager) => manager.login(name, optionsOf(options))), options?.mode === "popup");
        login.catch(() => {}); // The view has the error: a click handler need not wait for it.
        return login;
      },
      logout: (options) => {
        this.#held = true;
        return ask((manager) => manager.logout(name, optionsOf(options)));
      },
      getToken: (options) => ask((manager) => manager.getToken(name, options)),
      fetch: (input, init) => ask((manager) => manager.fetch(input, name === undefined ? init : { provider: name, ...init })),
    });
    this.#finishes = finishes;
  }

  /** The state of a place for signed-in users. @returns {Gate} */
  gate = () => {
    const { status } = this.view();
    if (status === "signedIn") return "open";
    if (status === "loading" || this.#leaving) return "wait";
    return status === "error" || this.#held ? "held" : "begin";
  };

  /**
   * Begins the login that a place for signed-in users needs. The requested place comes back as `appState.returnTo`.
   * @param {any} [options]
   */
  enter(options, returnTo = location.pathname + location.search + location.hash) {
    return this.view().login({ appState: { returnTo }, ...options });
  }

  /** Resolves once it is known whether a user is signed in, or a login may begin. @returns {Promise<Gate>} */
  async settled() {
    for (;;) {
      const gate = this.gate();
      if (gate !== "wait") return gate;
      let stop = () => {};
      // The listener may be called before `subscribe` has returned.
      await new Promise((resolve) => (stop = this.subscribe(() => resolve(undefined))));
      stop();
    }
  }

  /**
   * @param {() => Promise<LoginResult>} login
   * @param {boolean} inPopup
   */
  async #login(login, inPopup) {
    const { manager } = this.source;
    const callback = manager && callbacks.get(manager);
    if (callback !== undefined) callback.error = undefined;
    this.#error = undefined;
    this.#held = inPopup;
    this.#leaving = !inPopup;
    /** The browser shows the page again as it was left. @param {PageTransitionEvent} event */
    const back = ({ persisted }) => {
      if (!persisted) return;
      this.#held = true;
      end();
    };
    const end = () => {
      this.#leaving = false;
      globalThis.removeEventListener?.("pageshow", back);
      this.tell();
    };
    globalThis.addEventListener?.("pageshow", back);
    this.tell();
    try {
      return await login();
    } catch (error) {
      this.#error = error;
      throw error;
    } finally {
      end();
    }
  }

  begin() {
    const { manager } = this.source;
    if (manager === undefined || !this.#finishes) return;
    const callback = callbackOf(manager);
    void callback.done.then(() => {
      if (callback.result !== undefined && this.view().status !== "signedIn") this.#held = true;
      this.tell();
    });
  }

  /** @param {string} event */
  heard(event) {
    const endedByServer = this.#endedByServer;
    this.#endedByServer = event === "reauthenticate";
    if (event === "signedIn") {
      this.#error = undefined;
      this.#held = false;
    } else if (event === "removed" && !endedByServer) {
      this.#held = true;
    }
    this.tell();
  }

  /** @param {string} event */
  heardElsewhere(event) {
    const before = this.last.status;
    const { status } = this.view();
    // The first event of several shows the change.
    if (status !== before) return this.heard(status === "signedIn" ? status : event);
    this.#endedByServer = false;
    this.tell();
  }

  /** @param {boolean} [more] */
  tell(more) {
    const gate = this.gate();
    const before = this.#toldGate;
    this.#toldGate = gate;
    super.tell(more || gate !== before);
  }

  /** @param {Auth} before */
  look(before) {
    const { manager, error } = this.source;
    if (error !== undefined) return next(before, "error", undefined, error);
    const callback = manager && callbacks.get(manager);
    if (manager === undefined || (this.#finishes && (callback?.pending ?? true))) return next(before, "loading");
    const failure = this.#error ?? callback?.error;
    try {
      if (manager.isAuthenticated(this.name)) return next(before, "signedIn", manager.getUser(this.name), failure);
    } catch (thrown) {
      // An unknown provider, or a closed manager.
      return next(before, "error", undefined, thrown);
    }
    return next(before, failure === undefined ? "signedOut" : "error", undefined, failure);
  }
}

/**
 * @param {Auth} before
 * @param {Auth["status"]} status
 * @param {any} [user]
 * @param {any} [error]
 * @returns {Auth}
 */
function next(before, status, user, error) {
  const sameUser = isEqual(user, before.user);
  if (sameUser && status === before.status && error === before.error) return before;
  return { ...before, status, user: sameUser ? before.user : user, error };
}

/** @type {WeakMap<Source, Map<string, AuthStore>>} */
const stores = new WeakMap();

/**
 * The store of a provider, which all components share.
 * @param {Source} source
 * @param {string | null | undefined} provider
 * @param {boolean} finishes
 */
export function authOf(source, provider, finishes) {
  const name = mayBeName(provider);
  let named = stores.get(source);
  if (named === undefined) stores.set(source, (named = new Map()));
  const key = `${finishes}${name ?? ""}`;
  let store = named.get(key);
  if (store === undefined) {
    store = new AuthStore(source, name, finishes);
    if (source !== none) named.set(key, store);
  }
  return store;
}

// — the page's callback —

/** The page's first URL. A router may have changed it by the time there is a manager. */
const landed = globalThis.location?.href;
/** Callbacks whose login was reported: a new manager gets the same result again. @type {Set<unknown>} */
const told = new Set();

/** The login that the page's URL ends. */
class Callback {
  pending = true;
  /** @type {LoginResult | undefined} */
  result;
  /** @type {any} */
  error;

  /** @param {any} manager */
  constructor(manager) {
    this.done = this.#finish(manager);
  }

  /** @param {any} manager */
  async #finish(manager) {
    try {
      this.result = await manager.handleCallback(landed);
    } catch (error) {
      this.error = error;
    }
    this.pending = false;
  }
}

/** @type {WeakMap<TokenManager, Callback>} */
const callbacks = new WeakMap();

/** Finishes the callback unless that has begun. @param {TokenManager} manager */
function callbackOf(manager) {
  let callback = callbacks.get(manager);
  if (callback === undefined) callbacks.set(manager, (callback = new Callback(manager)));
  return callback;
}

/**
 * Finishes the page's callback and reports its login, once per page, however many callers ask.
 * @param {Source} source
 * @param {(result: LoginResult) => void} onSignedIn
 */
export async function finishCallback(source, onSignedIn) {
  const manager = await source.ready().catch(() => {}); // The stores show the reason.
  if (manager === undefined) return;
  const callback = callbackOf(manager);
  await callback.done;
  const { result } = callback;
  if (result === undefined || told.has(landed ?? result)) return;
  told.add(landed ?? result);
  onSignedIn(result);
}

/** True if the user came by the browser's buttons: a user who left the login must not be sent there again. */
function cameBack() {
  const [entry] = globalThis.performance?.getEntriesByType?.("navigation") ?? [];
  return /** @type {any} */ (entry)?.type === "back_forward";
}

/** `onClick={login}` passes the click event. @param {any} options */
function optionsOf(options) {
  return typeof options?.preventDefault === "function" ? undefined : options;
}
