// @ts-check
// The element `<token-monitor>`: while it is in a document, it connects its view to its manager.

import { InvalidConfigurationError } from "../errors.js";
import { Announcer } from "./announcer.js";
import { make } from "./dom.js";
import { History } from "./history.js";
import { Providers } from "./providers.js";
import { adoptStyles } from "./styles.js";
import { Summary } from "./summary.js";
import { Watch } from "./watch.js";
import { reason } from "./words.js";

/**
 * @typedef {import("../monitor.js").MonitoredManager} MonitoredManager
 * @typedef {import("./watch.js").Reading} Reading
 */

/** Importing must also work in Node, which has no elements. @type {typeof HTMLElement} */
const Element = globalThis.HTMLElement ?? class {};

/** The methods that the monitor calls. */
const METHODS = /** @type {const} */ (["health", "listProviders", "getTokenInfo", "on", "refresh", "refreshAll", "invalidate", "clear", "peekToken"]);

export class TokenMonitor extends Element {
  static observedAttributes = ["allow-copy"];

  /** @type {MonitoredManager | undefined} */
  #manager;
  /** @type {Watch | undefined} */
  #watch;
  #announcer = new Announcer();
  #history = new History();
  #providers;
  #summary;

  constructor() {
    super();
    const monitor = this;
    /** @type {import("./actions.js").Surroundings} */
    const surroundings = {
      get manager() {
        return /** @type {MonitoredManager} */ (monitor.#manager);
      },
      get allowCopy() {
        return monitor.allowCopy;
      },
      look: () => this.#watch?.look(),
      answer: (text) => this.#announcer.answer(text),
    };
    this.#summary = new Summary(surroundings);
    this.#providers = new Providers(surroundings);
    const root = this.attachShadow({ mode: "open" });
    adoptStyles(root);
    root.append(
      make(
        "section",
        { class: "monitor", part: "monitor", "aria-label": "Token monitor" },
        this.#summary.node,
        this.#providers.node,
        this.#history.node,
        this.#announcer.node,
      ),
    );
  }

  /** The displayed manager. */
  get manager() {
    return this.#manager;
  }

  set manager(manager) {
    const given = manager ?? undefined;
    checkManager(given);
    if (given === this.#manager) return;
    this.#stop();
    this.#manager = given;
    this.#providers.clear();
    this.#history.clear();
    this.#announcer.clear();
    if (this.isConnected) this.#start();
  }

  /** True if there are buttons that copy a token: the attribute `allow-copy`. */
  get allowCopy() {
    return this.hasAttribute("allow-copy");
  }

  set allowCopy(allowed) {
    this.toggleAttribute("allow-copy", Boolean(allowed));
  }

  /** "light" or "dark"; anything else follows the reader's preference. The attribute `theme`. */
  get theme() {
    return this.getAttribute("theme") ?? "auto";
  }

  set theme(theme) {
    this.setAttribute("theme", theme);
  }

  connectedCallback() {
    // A property set before the element was defined hides the accessor: pass it on.
    for (const name of /** @type {const} */ (["manager", "allowCopy", "theme"])) {
      if (!Object.hasOwn(this, name)) continue;
      const value = this[name];
      Reflect.deleteProperty(this, name);
      Reflect.set(this, name, value);
    }
    this.#start();
  }

  disconnectedCallback() {
    this.#stop();
  }

  attributeChangedCallback() {
    this.#watch?.look();
  }

  #start() {
    this.#stop();
    if (this.#manager === undefined) return this.#summary.empty("No token manager yet: set the property “manager”.");
    this.#watch = new Watch(this.#manager, {
      happened: (name, detail) => this.#happened(name, detail),
      show: (reading) => this.#show(reading),
      closed: () => this.#closed(),
      failed: (error) => this.#summary.empty(`The token manager cannot be read: ${reason(error)}`),
    });
    this.#watch.start();
  }

  #stop() {
    this.#watch?.stop();
    this.#watch = undefined;
  }

  /**
   * @param {string} name
   * @param {any} detail
   */
  #happened(name, detail) {
    const words = this.#history.add(name, detail);
    if (words !== undefined) this.#announcer.mention(words);
  }

  /** @param {Reading} reading */
  #show({ health, entries }) {
    this.#summary.draw(health);
    this.#providers.draw(entries);
    this.#history.draw();
    this.#announcer.tick();
  }

  #closed() {
    this.#providers.clear();
    this.#history.draw();
    this.#summary.empty("The token manager is closed. Nothing is renewed any more.", "closed");
  }
}

/** @param {unknown} manager */
function checkManager(manager) {
  if (manager === undefined) return;
  const missing = METHODS.filter((method) => typeof (/** @type {any} */ (manager)?.[method]) !== "function");
  if (missing.length === 0) return;
  throw new InvalidConfigurationError(`manager: must be a TokenManager; this has no ${missing.join(", ")}`);
}
