// The command that starts the example: what it says, and that it leaves nothing behind.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { describe, it } from "node:test";
import { until } from "./until.mjs";

const script = fileURLToPath(new URL("../../www-example/start.mjs", import.meta.url));

describe("start.mjs", { timeout: 60_000 }, () => {
  it("passes over a taken port, starts all four parts, and stops them on Ctrl-C", async (t) => {
    const occupant = createServer().listen(0, "127.0.0.1");
    await once(occupant, "listening");
    t.after(() => occupant.close());
    const taken = occupant.address().port;

    const { child, output } = run(t, "--port", String(taken));
    await until("it is ready", () => /^Ready: /m.test(output()) || child.exitCode !== null, { seconds: 40 });
    assert.match(output(), new RegExp(`port ${taken} is taken`));
    const urls = [...new Set(output().match(/http:\/\/127\.0\.0\.1:\d+/g))];
    assert.equal(urls.length, 4);
    assert.deepEqual(await Promise.all(urls.map(answers)), [true, true, true, true]);

    child.kill("SIGINT");
    const [code] = await once(child, "exit");
    assert.equal(code, 0);
    assert.deepEqual(await Promise.all(urls.map(answers)), [false, false, false, false]);
  });

  it("refuses wrong arguments with a message and exit code 2", async (t) => {
    for (const [args, message] of [[["--port", "many"], /--port takes a whole number/], [["--prot", "1"], /--prot/]]) {
      const { child, output } = run(t, ...args);
      const [code] = await once(child, "close");
      assert.equal(code, 2);
      assert.match(output(), message);
    }
  });
});

function run(t, ...args) {
  const child = spawn(process.execPath, [script, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  t.after(() => child.kill("SIGKILL"));
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (chunk) => (text += chunk));
  return { child, output: () => text };
}

/** Whether a server takes requests there, whatever it says. */
function answers(url) {
  return fetch(url, { headers: { connection: "close" } }).then(() => true, () => false);
}
