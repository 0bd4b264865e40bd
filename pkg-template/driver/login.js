// @ts-check
// Drives the login core of one manager. The host does some of its works, the driver of the tokens the others.
//
// This module is loaded when a login is first used. It gets code that it shares with the driver of the tokens as an argument: some
// bundlers would move a shared import to a file of its own, which every page would have to wait for.

import { initSync, loggedOut, LoginCore } from "../wasm/login.js";

/**
 * @typedef {import("./driver.js").Driver} Driver
 * @typedef {import("./works.js").Answer} Answer
 * @typedef {typeof import("../load-login.js").kit} Kit
 */

export { loggedOut };

/** @param {WebAssembly.Module} module */
export function start(module) {
  initSync({ module });
}

const RANDOM_BYTES = 96;

/** The interval between looks at a window. */
const LOOK_MS = 250;

/** The window of a login, as far as the page sees it: a popup, or a hidden frame. */
class Watched {
  #kit;
  /** @type {Window | undefined} */
  #popup;
  /** @type {HTMLIFrameElement | undefined} */
  #frame;
  /** @type {import("../channel.js").Channel | undefined} */
  #channel;
  /** The messages since the last look. @type {{ handed?: string, focus?: boolean }} */
  #heard = {};
  #wake = () => {};

  /** @param {Kit} kit @param {Window} [popup] */
  constructor(kit, popup) {
    this.#kit = kit;
    this.#popup = popup;
  }

  /** @param {Event} event */
  handleEvent({ type }) {
    this.#heard.focus = type === "focus";
    this.#wake();
  }

  /** Sends it to the server. @param {string} url @param {string} state */
  go(url, state) {
    const { TAKEN, channelOf, outsideZones } = this.#kit;
    this.#channel = channelOf(state);
    if (this.#channel)
      this.#channel.onmessage = ({ data }) => {
        if (typeof data !== "string" || data === TAKEN) return;
        this.#heard.handed = data;
        this.#wake();
      };
    outsideZones(() => ["focus", "blur"].forEach((type) => addEventListener(type, this)));
    if (this.#popup) {
      this.#popup.location.replace(url);
      return;
    }
    this.#frame = document.createElement("iframe");
    this.#frame.style.display = "none";
    this.#frame.src = url;
    (document.body ?? document.documentElement).append(this.#frame);
  }

  /** @returns {Promise<Answer>} */
  async look(/** @type {string} */ url, /** @type {string} */ state) {
    if (url !== undefined) {
      if (this.#popup?.closed) return { answer: "seen", place: "gone" };
      this.go(url, state);
    }
    if (this.#heard.handed === undefined) await this.#kit.within(LOOK_MS, new Promise((resolve) => (this.#wake = () => resolve(undefined))));
    const heard = this.#heard;
    this.#heard = {};
    return { answer: "seen", ...this.#place(), ...heard };
  }

  #place() {
    const window = this.#popup ?? this.#frame?.contentWindow;
    if (!window || window.closed) return { place: "closed" };
    try {
      return { place: "here", url: window.location.href };
    } catch {
      return { place: "elsewhere" };
    }
  }

  /** The core has heard of it, and needs it no more. */
  close() {
    this.#channel?.postMessage(this.#kit.TAKEN);
    this.#channel?.close();
    ["focus", "blur"].forEach((type) => removeEventListener(type, this));
    this.#frame?.remove();
    this.#popup?.close();
    this.#wake();
  }
}

export class LoginDriver {
  loop;
  #kit;
  /** The windows of logins, by their numbers in the core. @type {Map<number, Watched>} */
  #windows = new Map();
  #lastWindow = 0;

  /**
   * @param {Driver} tokens
   * @param {Kit} kit
   * @param {import("../fetch.js").Tokens} fetching the functions of the manager for requests with a token
   * @param {new (...given: ConstructorParameters<typeof LoginCore>) => import("./loop.js").Core} [Own] another core than the package's
   */
  constructor(tokens, kit, fetching, Own = LoginCore) {
    const { Loop, WORKS, plain, textOf } = kit;
    const { settings, means, edge } = tokens.shared;
    const windows = this.#windows;
    /** @type {import("./loop.js").Loop} */
    const loop = new Loop({
      edge,
      // Taking a pending login from sessionStorage is one step for all managers of a page.
      atOnce: true,
      make: (clocks) => new Own(textOf(settings), ...clocks),
      work(work, given, own) {
        if (work === "watch") return windows.get(given.window)?.look(given.url, given.state) ?? { answer: "seen", place: "gone" };
        if (work === "fetchAsUser") {
          // With the provider's own token to the issuer, whatever its origin.
          const asUser = { ...fetching, providerFor: async () => given.provider, checkOrigin() {} };
          asUser.authorization = (provider, signal) => fetching.authorization(provider, signal, false);
          const fetch = (/** @type {Parameters<typeof globalThis.fetch>} */ ...request) => kit.fetchWithToken(asUser, ...request);
          return WORKS.fetch({ method: "GET", url: given.url, headers: [["accept", "application/json, application/jwt"]] }, { ...means, ...own, fetch });
        }
        const doer = /** @type {any} */ (OWN)[work];
        return doer ? doer(given, tokens, kit) : /** @type {any} */ (WORKS)[work](given, { __proto__: means, ...own });
      },
      effect(effect) {
        if (effect.effect === "note") return note(tokens, effect);
        if (effect.effect !== "closeWindow") return tokens.do(effect);
        windows.get(effect.window)?.close();
        windows.delete(effect.window);
      },
      value({ effect: _, caller, provider, appState, claims, userInfo, ...result }) {
        if (userInfo !== undefined) return plain(userInfo);
        return provider === undefined ? result : { provider, info: tokens.tokenInfo(provider), appState: plain(appState), claims: plain(claims), user: tokens.user(provider) };
      },
    });
    this.loop = loop;
    this.#kit = kit;
  }

  /**
   * The number of a login's window: a popup, or else a hidden frame.
   * @param {Window} [popup]
   */
  watch(popup) {
    this.#windows.set(++this.#lastWindow, new Watched(this.#kit, popup));
    return this.#lastWindow;
  }

  /**
   * @param {string} call
   * @param {string} [provider]
   * @param {object} [more]
   */
  run(call, provider, more) {
    return this.loop.run(call, provider, more);
  }

  /** @param {string} [provider] */
  async userInfo(provider) {
    try {
      return await this.run("userInfo", provider);
    } catch (/** @type {any} */ error) {
      // The reason for the missing token says more than "nothing was sent".
      const { code, cause } = error;
      throw code === "network" && cause instanceof this.#kit.TokenError ? cause : error;
    }
  }

  /** @param {number} id */
  cancel(id) {
    this.loop.ask("cancelDeviceLogin", undefined, { id });
  }

  /** @param {object} signal */
  signal(signal) {
    this.loop.signal(signal);
  }

  close() {
    this.loop.close();
  }
}

/** @param {Driver} tokens @param {any} effect */
function note(tokens, { provider, note }) {
  try {
    tokens.ask("note", provider, { note });
  } catch {
    // The provider was removed, or the manager is closed.
  }
}

/** Works that only logins need, and works that the tokens core does for a login. @type {Record<string, (work: any, tokens: Driver, kit: Kit) => Answer | Promise<Answer>>} */
const OWN = {
  random: (_, tokens, { base64url }) => ({ answer: "random", bytes: base64url(crypto.getRandomValues(new Uint8Array(RANDOM_BYTES))) }),

  async digest({ text }, tokens, { base64url, textEncoder }) {
    const digest = await crypto.subtle.digest("SHA-256", /** @type {any} */ (textEncoder().encode(text)));
    return { answer: "digest", bytes: base64url(new Uint8Array(digest)) };
  },

  readSession({ prefix }) {
    try {
      const session = globalThis.sessionStorage;
      const keys = Object.keys(session).filter((key) => key.startsWith(prefix));
      return { answer: "session", entries: keys.map((key) => [key, session.getItem(key)]) };
    } catch {
      return { answer: "session" };
    }
  },

  writeSession({ key, text }) {
    try {
      const session = globalThis.sessionStorage;
      if (text === undefined) session.removeItem(key);
      else session.setItem(key, text);
      return { answer: "written", written: true };
    } catch {
      return { answer: "written", written: false };
    }
  },

  showUrl({ from, to }) {
    const { location, history } = globalThis;
    const written = history !== undefined && new URL(from, location.href).href === location.href;
    if (written) history.replaceState(history.state, "", to);
    return { answer: "written", written };
  },

  findProvider: ({ provider }, tokens) =>
    tokens.answer("findProvider", provider, {}, ({ provider: name, ...found }) => ({ answer: "provider", provider: tokens.configOf(name), ...found })),
  discover: ({ provider }, tokens) => tokens.answer("discover", provider, {}, (metadata) => ({ answer: "metadata", metadata })),
  idToken: ({ provider }, tokens) => tokens.answer("idToken", provider, {}, (text) => ({ answer: "text", text })),
  signOut: ({ provider, revoke }, tokens) => tokens.answer(revoke ? "revoke" : "clear", provider, {}, () => ({ answer: "written", written: true })),
  giveTokens: ({ provider, ...given }, tokens) => tokens.answer("takeLogin", provider, given, () => ({ answer: "given", given: true })),
};
