// Starts the whole example and keeps it running until Ctrl-C.
//
//   [ADMIN_SECRET=…] node start.mjs [--port 4600] [--token-seconds 60]
//
// ADMIN_SECRET opens the Worker's routes for operators; without it one is made and printed.
// The page uses the port, the other three servers use the next ones; ports in use are skipped.
// When all four are up, one line begins with "Ready " and ends with the page's URL.

import { parseArgs } from "node:util";
import { startExample } from "./start/example.mjs";
import { portsFrom } from "./start/ports.mjs";

// Exit codes: 0 stopped on request, 1 could not start, 2 wrong arguments.
try {
  await main(readArguments());
} catch (error) {
  console.error(`\n${error.message}`);
  process.exit(1);
}

async function main({ port, accessTokenSeconds }) {
  const ports = await portsFrom(port, (taken) => console.log(`  port ${taken} is taken: the next one is tried`));
  const given = process.env.ADMIN_SECRET || undefined;
  const progress = (part) => console.log(`  starting ${part}`);
  const example = await startExample({ ports, accessTokenSeconds, adminSecret: given, progress });
  const { urls, adminSecret } = example;
  console.log(`
  Page                  ${urls.page}
  Authorization server  ${urls.authServer}
  Protected API         ${urls.api}
  Worker                ${urls.worker}
  Its admin secret      ${given === undefined ? `${adminSecret} (for this run)` : "as ADMIN_SECRET says"}

  Access tokens live for ${accessTokenSeconds} s. Sign in with any name. Ctrl-C stops everything.
`);
  console.log(`Ready: open ${urls.page}`);

  await askedToStop();
  console.log("\nStopping");
  await example.stop();
  process.exit(0);
}

/** Resolves on Ctrl-C or SIGTERM. A second Ctrl-C ends the process at once. */
function askedToStop() {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
      // Miniflare has handlers of its own, which end the process before the other parts have stopped.
      process.removeAllListeners(signal);
      process.once(signal, resolve);
    }
  });
}

function readArguments() {
  try {
    const { values } = parseArgs({
      options: { port: { type: "string", default: "4600" }, "token-seconds": { type: "string", default: "60" } },
    });
    return {
      port: wholeNumber(values.port, "--port", 1, 65_532),
      accessTokenSeconds: wholeNumber(values["token-seconds"], "--token-seconds", 2, 86_400),
    };
  } catch (error) {
    console.error(error.message);
    process.exit(2);
  }
}

function wholeNumber(text, name, least, most) {
  const number = Number(text);
  if (Number.isInteger(number) && number >= least && number <= most) return number;
  throw new Error(`${name} takes a whole number from ${least} to ${most}`);
}
