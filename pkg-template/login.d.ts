// Types of "tokenward/login".

import type { init } from "./index.js";

/**
 * The core of logins, with the JavaScript that only logins need. `startLogin`, `finishLogin`, `startDeviceLogin` and `logoutUrl` of a
 * `TokenManager` load it when one of them is first called, so few programs need this module:
 *
 * - Service workers have no `import()`. An unbundled service worker imports this module statically: `import "tokenward/login"`.
 *   The import also brings all other modules that are usually loaded on first use, such as that of `fromEnv`.
 * - A page that serves the cores from its own addresses calls this function, as it calls `init(source)`.
 *
 * Once the core is loaded, calls do nothing. A failed load can be tried again.
 *
 * @param source where to take the core from, instead of the copy embedded in this module. The package has it as the file
 *   wasm/login_bg.wasm
 * @throws {@link NotInitializedError} as `init`
 */
export function initLogin(source?: Parameters<typeof init>[0]): Promise<void>;
