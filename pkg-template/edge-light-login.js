// @ts-check
// The login core on Vercel's edge runtime and in Next.js (condition "edge-light"). A separate file, since bundlers keep every .wasm that
// an evaluated module imports, used or not.

import * as driver from "./driver/login.js";
import { startLogin } from "./load-login.js";
// @ts-ignore A compiled WebAssembly.Module: the form that Next.js gives such an import.
import core from "./wasm/login_bg.wasm?module";

export const login = () => startLogin(driver, core);
