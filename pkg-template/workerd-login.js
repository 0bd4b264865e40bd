// @ts-check
// The login core in Cloudflare Workers (condition "workerd"). A separate file, since bundlers keep every .wasm that an evaluated module
// imports, used or not.

import * as driver from "./driver/login.js";
import { startLogin } from "./load-login.js";
// @ts-ignore A compiled WebAssembly.Module: the form that Workers' bundlers give such an import.
import core from "./wasm/login_bg.wasm";

export const login = () => startLogin(driver, core);
