// @ts-check
// Entry point "tokenward/vue": the stores that all frameworks share, as refs and a navigation guard. vue-router is not imported: a
// guard is a function.

import { computed, getCurrentInstance, getCurrentScope, inject, onMounted, onScopeDispose, shallowRef } from "vue";
import { Application } from "./application.js";
import { InvalidConfigurationError } from "./errors.js";
import { none } from "./manager-source.js";
import { tokenOf } from "./token-store.js";

/**
 * @typedef {import("./vue.js").GuardedRoute} Route
 * @typedef {import("./vue.js").RequireLoginOptions} RequireLoginOptions
 */

const KEY = /* @__PURE__ */ Symbol("tokenward");

/**
 * @param {unknown} given
 * @param {import("./auth.js").ApplicationOptions} [options]
 */
export function createTokenward(given, options) {
  const application = new Application(given, options);
  return {
    /** @param {import("vue").App} app */
    install(app) {
      app.provide(KEY, application);
      const stop = application.start();
      const { unmount } = app;
      app.unmount = () => {
        stop();
        unmount();
      };
    },
  };
}

/** @param {string} [provider] */
export function useAuth(provider) {
  const store = given().auth(provider);
  const { login, logout, getToken, fetch } = store.view();
  return /** @type {any} */ ({ ...refsOf(store, ["status", "user", "error"]), login, logout, getToken, fetch });
}

/** @param {string} [provider] */
export function useToken(provider) {
  const store = tokenOf(given().source, provider);
  const refs = refsOf(store, ["status", "token", "info", "error"], store.want);
  return /** @type {any} */ ({ ...refs, refresh: store.refresh });
}

/** @returns {Application} */
function given() {
  const application = inject(KEY, undefined);
  if (application === undefined) throw new InvalidConfigurationError("tokenward is missing: call this in setup or where inject() works, after app.use(createTokenward(…))");
  return application;
}

/** The refs of stores that were used outside of a scope, as in a guard: nothing ends them, so each store has them once. */
const endless = /* @__PURE__ */ new WeakMap();

/**
 * The members of a store's view, each as a ref, for as long as the component or scope lives.
 * @param {{ view: () => any, serverView: () => any, subscribe: (listener: () => void) => () => void, source: unknown }} store
 * @param {string[]} members
 * @param {() => () => void} [want]
 */
function refsOf(store, members, want) {
  const ends = getCurrentScope() !== undefined;
  if (!ends && endless.has(store)) return endless.get(store);
  // A component that hydrates a server's HTML has to render the same HTML first.
  const isHydrating = getCurrentInstance()?.vnode.el != null;
  const view = shallowRef(isHydrating ? store.serverView() : store.view());
  const look = () => void (view.value = store.view());
  const follow = () => {
    const stops = [store.subscribe(look), want?.()];
    look();
    return () => stops.forEach((stop) => stop?.());
  };
  if (store.source !== none) {
    let stop = () => {};
    if (isHydrating) onMounted(() => void (stop = follow()));
    else stop = follow();
    if (ends) onScopeDispose(() => stop());
  }
  const refs = Object.fromEntries(members.map((name) => [name, computed(() => view.value[name])]));
  if (!ends) endless.set(store, refs);
  return refs;
}

// — the navigation guard —

/** Applications that refused a navigation once: the user's next attempt counts as a request. @type {WeakSet<Application>} */
const turnedAway = /* @__PURE__ */ new WeakSet();

/**
 * @param {any} [first] the route, or options
 * @param {Route} [from]
 */
export function requireLogin(first, from) {
  if (from !== undefined) return guard({}, first, from);
  /** @param {Route} to @param {Route} from */
  return (to, from) => guard(first ?? {}, to, from);
}

/**
 * @param {RequireLoginOptions} options
 * @param {Route} to
 * @param {Route} from
 */
async function guard({ provider, loginOptions, otherwise = false }, to, from) {
  const application = given();
  // A server does not know the user: the page guards the place again.
  if (application.source === none) return true;
  const { redirectedFrom } = to;
  // If the page started here, a failed login may have led back. A navigation within the page is the user's wish.
  const asked = redirectedFrom === undefined && (from.matched.length > 0 || turnedAway.has(application));
  if (await application.admit(provider, asked, { appState: { returnTo: to.fullPath }, ...loginOptions })) return withoutCallback(to, from);
  turnedAway.add(application);
  // If the other place is guarded too, the user must not be sent round in a circle.
  return redirectedFrom === undefined && otherwise;
}

/**
 * The location without the callback's parameters: the router read the address before they were removed, and would put them back.
 * @param {Route} to
 * @param {Route} from
 */
function withoutCallback({ path, query, hash }, from) {
  if (from.matched.length > 0 || query.state === undefined || (query.code ?? query.error) === undefined) return true;
  const left = new URLSearchParams(location.search);
  const kept = Object.entries(query).filter(([name]) => left.has(name));
  return kept.length === Object.keys(query).length || { path, hash, query: Object.fromEntries(kept), replace: true };
}
