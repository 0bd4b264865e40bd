// The suite as a program of Node, Deno and Bun: prints its result as JSON.

import * as tokenward from "../../pkg/index.js";
import { runSuite } from "./suite.mjs";

const [origin] = globalThis.Deno ? Deno.args : process.argv.slice(2);
console.log(JSON.stringify(await runSuite(tokenward, origin)));
