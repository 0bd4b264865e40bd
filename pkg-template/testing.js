// @ts-check
// Entry point "tokenward/testing" for fast and deterministic tests of applications: a scripted provider, a scripted token endpoint
// and a controlled clock. It needs no test runner and no core, but works with any.

import * as answers from "./testing/answers.js";

// Not `export * as`, which needs an extra plug-in where Babel turns modules into CommonJS for Jest.
export { answers };
export { virtualClock } from "./testing/clock.js";
export { scriptedTokenEndpoint } from "./testing/endpoint.js";
export { fakeProvider } from "./testing/provider.js";
