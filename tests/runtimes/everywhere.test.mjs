// The common suite in every runtime outside of browsers; `e2e/` runs it in browsers.

import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { suiteIn } from "../everywhere/scenario.mjs";
import { bun, deno, newestNode } from "../packaging/support/runtimes.mjs";
import { runAtTheEdge } from "../support/edge-runtime.mjs";
import { COMPATIBILITY_DATES, startWorker } from "../support/workerd.mjs";

const main = fileURLToPath(new URL("../everywhere/main.mjs", import.meta.url));

const program = (path, args = () => []) => async (origin) => {
  const env = { ...process.env, DENO_NO_UPDATE_CHECK: "1", DENO_NO_PACKAGE_JSON: "1", DENO_DIR: fileURLToPath(new URL("../node_modules/.deno", import.meta.url)) };
  const { stdout } = await promisify(execFile)(path, [...args(origin), main, origin], { env, timeout: 60_000, killSignal: "SIGKILL" });
  return JSON.parse(stdout);
};

suiteIn("this Node", new RegExp(`${process.version}$`), program(process.execPath));
suiteIn("the newest Node", / v2[6-9]\./, (origin) => program(newestNode())(origin));
// Deno may reach only the suite's server.
suiteIn("Deno", / Deno\//, (origin) => program(deno(), () => ["run", "--no-prompt", "--no-remote", "--no-lock", `--allow-net=${new URL(origin).host}`])(origin));
suiteIn("Bun", / Bun\//, (origin) => program(bun())(origin));

// The oldest compatibility date, of Workers without `navigator`, is only tested here.
for (const compatibilityDate of ["2021-11-03", ...COMPATIBILITY_DATES]) {
  suiteIn(`workerd, ${compatibilityDate}`, compatibilityDate < "2022-03-21" ? /^\[object \w+\] +$/ : / Cloudflare-Workers/, async (origin) => {
    const worker = await startWorker({ after() {} }, "everywhere", { compatibilityDate });
    try {
      return await (await fetch(`${worker.url}?origin=${origin}`, { headers: { connection: "close" } })).json();
    } finally {
      await worker.stop();
    }
  });
}

suiteIn("Next.js' edge runtime", / edge-runtime/, async (origin) => {
  const program = 'import * as tokenward from "tokenward"; import { runSuite } from "../everywhere/suite.mjs"; globalThis.outcome = runSuite(tokenward, ORIGIN).then(JSON.stringify);';
  return JSON.parse(await runAtTheEdge(program, { ORIGIN: origin }));
});
