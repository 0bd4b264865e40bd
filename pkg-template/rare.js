// @ts-check
// Code that few pages run: signatures by private keys, proofs of possession, and redirects that are followed by hand.

export { proof, proofKey } from "./dpop.js";
export { follow } from "./follow.js";
export { makeParts } from "./parts.js";
export { asksFor, dpopRequest, prove, sendWithProofs } from "./proofs.js";
export { start } from "./rare-kit.js";
