// @ts-check
// Entry point "tokenward/workers": credentials that a Durable Object owns, on Cloudflare alone.

export { coordinator } from "./workers/coordinator.js";
export { TokenCoordinator } from "./workers/object.js";
