// @ts-check
// The one manager of a page or process, made when it is first asked for.

/**
 * @template {{ close(): Promise<void> }} Manager
 * @param {(options: unknown) => Promise<Manager>} create
 * @param {(manager: Manager) => boolean} isClosed
 */
export function oneManager(create, isClosed) {
  /**
   * The manager beside its promise: a promise that one request of a Worker made is not what a later one is to await.
   * @type {{ making: Promise<Manager>, made?: Manager } | undefined}
   */
  let current;

  return {
    /** @param {unknown} options */
    async get(options) {
      if (current?.made !== undefined && isClosed(current.made)) current = undefined;
      const mine = (current ??= { making: create(options) });
      try {
        return (mine.made ??= await mine.making);
      } catch (error) {
        // A failure is not remembered: the next call may come with better options.
        if (current === mine) current = undefined;
        throw error;
      }
    },

    async reset() {
      const last = current;
      current = undefined;
      // One that is still being made is closed, too. If that fails, those who asked for it are told.
      const manager = await last?.making.catch(() => undefined);
      await manager?.close();
    },
  };
}
