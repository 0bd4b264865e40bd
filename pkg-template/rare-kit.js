// @ts-check
// What every page has, for the modules that few pages run: these import nothing that every page imports. Of what both imported, some
// bundlers would make a file of its own, which every page would have to wait for.

/** @typedef {typeof import("./load-rare.js").KIT} Kit */

/** @type {Kit} */
export const kit = /** @type {any} */ ({});

/** Gives it to the modules; the verifier has a part of it. @param {Partial<Kit>} given */
export function start(given) {
  Object.assign(kit, given);
}
