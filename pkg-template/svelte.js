// @ts-check
// Entry point "tokenward/svelte". Its stores keep Svelte's contract for stores, so nothing of Svelte is imported and `$auth` works in
// runes mode and in legacy mode.

import { Application } from "./application.js";
import { tokenOf } from "./token-store.js";

/**
 * @param {unknown} given
 * @param {import("./application.js").ApplicationOptions} [more]
 */
export function tokenward(given, more) {
  const application = new Application(given, more);
  const close = application.start();
  return {
    auth: readable(application.auth()),
    /** @param {string | null} [provider] */
    authOf: (provider) => readable(application.auth(provider)),
    /** @param {string | null} [provider] */
    token(provider) {
      const store = tokenOf(application.source, provider);
      return readable(store, store.want);
    },
    /** @param {import("./svelte.js").RequireLoginOptions} [options] */
    requireLogin({ provider, asked = false, returnTo = hereNow(), ...login } = {}) {
      return application.admit(provider, asked, { appState: { returnTo }, ...login });
    },
    close,
  };
}

/**
 * A store for Svelte. Subscribers of the first turn get the server's view, so that they can hydrate its HTML. They get the current view
 * right after that turn, before anything is painted.
 * @template V
 * @param {import("./store.js").Store<V>} store
 * @param {() => () => void} [want]
 */
function readable(store, want = () => () => {}) {
  let taken = false;
  return {
    /** @param {(value: V) => void} run */
    subscribe(run) {
      /** @type {V} */
      let told;
      let over = false;
      const tell = () => {
        const view = taken ? store.view() : store.serverView();
        if (over || view === told) return;
        told = view;
        run(view);
      };
      tell();
      const ends = [store.subscribe(tell), want()];
      void Promise.resolve().then(() => {
        taken = true;
        tell();
      });
      return () => {
        over = true;
        for (const end of ends) end();
      };
    },
  };
}

/** The path, query and fragment of the address bar; "/" on servers. */
function hereNow() {
  const { pathname = "/", search = "", hash = "" } = globalThis.location ?? {};
  return pathname + search + hash;
}
