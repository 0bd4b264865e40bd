// @ts-check
// Entry point "tokenward/testing": what an application's own tests need to be quick and certain: a provider and a token
// endpoint that answer as told, and a clock that does as told. It needs no test runner and no core; any of both will do.

import * as answers from "./testing/answers.js";

// Not `export * as`, which needs a plug-in of its own where Babel makes CommonJS of modules for Jest.
export { answers };
export { virtualClock } from "./testing/clock.js";
export { scriptedTokenEndpoint } from "./testing/endpoint.js";
export { fakeProvider } from "./testing/provider.js";
