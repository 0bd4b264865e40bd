// @ts-check
// Code of every page, for the modules that few pages run. Those modules import nothing that every page imports: some bundlers would
// move a shared import to a file of its own, which every page would have to wait for.

/** @typedef {typeof import("./load-rare.js").KIT} Kit */

/** @type {Kit} */
export const kit = /** @type {any} */ ({});

/** Sets the kit for the modules; the verifier sets a part of it. @param {Partial<Kit>} given */
export function start(given) {
  Object.assign(kit, given);
}
