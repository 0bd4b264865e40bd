// @ts-check
// The one manager of a page or process, made on first use.

/**
 * @template {{ close(): Promise<void> }} Manager
 * @param {(options: unknown) => Promise<Manager>} create
 */
export function oneManager(create) {
  /**
   * The manager beside its promise: in a Worker, a later request must not await a promise that an earlier one made.
   * @type {{ making: Promise<Manager>, made?: Manager } | undefined}
   */
  let current;

  return {
    /** @param {unknown} options */
    async get(options) {
      const mine = (current ??= { making: create(options) });
      try {
        return (mine.made ??= await mine.making);
      } catch (error) {
        // A failure is not remembered: the next call may pass better options.
        if (current === mine) current = undefined;
        throw error;
      }
    },

    /** Called when a manager is closed. @param {Manager} manager */
    forget(manager) {
      if (current?.made === manager) current = undefined;
    },

    async reset() {
      const last = current;
      current = undefined;
      // A manager that is still being made is closed, too. If making it fails, only the callers that asked for it get the error.
      const manager = await last?.making.catch(() => undefined);
      await manager?.close();
    },
  };
}
