// Types of "tokenward/login".

import type { init } from "./index.js";

/**
 * The core of logins, with the JavaScript that only logins need. `startLogin`, `finishLogin`, `startDeviceLogin` and `logoutUrl` of a
 * `TokenManager` load it when one of them is first called, so few programs need this module:
 *
 * - Service workers have no `import()`. One that no bundler made one script of imports this module beforehand:
 *   `import "tokenward/login"`. With it comes whatever else is loaded when it is first used, such as what `fromEnv` needs.
 * - A page whose cores come from addresses of its own calls this function, as it calls `init(source)`.
 *
 * Once the core is loaded, calls do nothing. A failed load can be tried again.
 *
 * @param source where to take the core from instead of this module, in which it is embedded. In the package, it is the file
 *   wasm/login_bg.wasm
 * @throws {@link NotInitializedError} as `init`
 */
export function initLogin(source?: Parameters<typeof init>[0]): Promise<void>;
