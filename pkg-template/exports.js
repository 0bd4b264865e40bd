// @ts-check
// The exports of every entry point that need no core.

export * from "./errors-public.js";
export { resetDefaultManager } from "./api.js";
export { durableObjectStorage } from "./durable-object.js";
export { decodeJwt } from "./jwt.js";
export { kvStorage } from "./kv.js";
export { presets } from "./presets.js";
export { version } from "./version.js";
