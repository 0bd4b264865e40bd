// @ts-check
// A Date that asks a virtual clock for the present, and is the host's own in all other respects.

/**
 * @param {DateConstructor} RealDate
 * @param {() => number} now
 * @returns {DateConstructor}
 */
export function dateOf(RealDate, now) {
  return new Proxy(RealDate, {
    construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
    apply: (target) => new target(now()).toString(),
  });
}
