// @ts-check
// A Date whose present comes from a virtual clock, and which otherwise behaves like the host's.

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
