// @ts-check
// One provider for an application's components: a view that stays the same object until something changes. It is independent of any
// framework. Reading a view changes nothing, and a store listens to the manager only while it has listeners itself.

/**
 * @typedef {import("./manager-source.js").Source} Source
 * @typedef {import("./api.js").TokenManager} TokenManager
 */

/**
 * @template V
 */
export class Store {
  #events;
  /** @type {Set<() => void>} */
  #listeners = new Set();
  /** Stops listening to the manager and to the source. */
  #unfollow = () => {};
  #unwatch = () => {};
  /** The view that the listeners last got. @type {V} */
  #told;

  /**
   * @param {Source} source
   * @param {string | undefined} name the provider's
   * @param {string[]} events the manager's events for `heard`
   * @param {V} first the view before anything is known
   */
  constructor(source, name, events, first) {
    this.source = source;
    this.name = name;
    this.#events = events;
    /** The view that was read last. @type {V} */
    this.last = this.#told = first;
    /** For server rendering and hydration. */
    this.serverView = () => first;
  }

  /** @param {() => void} listener */
  subscribe = (listener) => {
    // Each subscription counts, even one with a function that is already subscribed.
    const own = () => listener();
    this.#listeners.add(own);
    if (this.#listeners.size === 1) {
      this.#unwatch = this.source.watch(this.#managerChanged);
      this.#managerChanged();
    }
    return () => {
      if (!this.#listeners.delete(own) || this.#listeners.size > 0) return;
      this.#unwatch();
      this.#unfollow();
      this.forget();
    };
  };

  view = () => (this.last = this.look(this.last));

  #managerChanged = () => {
    this.#unfollow();
    this.forget();
    const { manager } = this.source;
    if (manager !== undefined) this.#unfollow = this.#follow(manager);
    this.begin();
    this.tell();
  };

  /** @param {TokenManager} manager */
  #follow(manager) {
    try {
      const stops = this.#events.map((event) =>
        manager.on(event, (payload) => {
          if (this.name === undefined || payload.provider === this.name) this.heard(event, payload);
          else this.heardElsewhere(event);
        }),
      );
      return () => stops.forEach((stop) => stop());
    } catch {
      return () => {}; // A closed manager emits nothing more.
    }
  }

  /** Notifies the listeners if anything changed. @param {boolean} [more] true if something besides the view changed */
  tell(more) {
    const view = this.view();
    if (view === this.#told && !more) return;
    this.#told = view;
    for (const listener of [...this.#listeners]) listener();
  }

  // — for subclasses —

  /**
   * The current view; the previous object, if nothing changed.
   * @param {V} before
   * @returns {V}
   */
  look(before) {
    return before;
  }

  /** Called when there is another manager, or no listener is left. */
  forget() {}

  /** Called when the store has listeners, with or without a manager. */
  begin() {}

  /**
   * @param {string} _event
   * @param {any} _payload
   */
  heard(_event, _payload) {
    this.tell();
  }

  /**
   * Another provider's event. This provider may get its tokens from that one's login.
   * @param {string} _event
   */
  heardElsewhere(_event) {
    this.tell();
  }
}

/**
 * @param {any} a
 * @param {any} b
 */
export function isEqual(a, b) {
  return JSON.stringify(a) === JSON.stringify(b);
}
