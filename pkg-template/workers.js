// @ts-check
// Entry point "tokenward/workers": credentials owned by a Durable Object, on Cloudflare only.

export { coordinator } from "./workers/coordinator.js";
export { TokenCoordinator } from "./workers/object.js";
