// Runs at the edge, unlike proxy.js, which replaces it and runs in Node as routes do.

import { answer, newManager } from "./answer.js";

const manager = newManager();

export const config = { matcher: "/guarded" };
export const middleware = (request) => answer(manager, request);
