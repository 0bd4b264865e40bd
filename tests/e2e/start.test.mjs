// The command that starts the example: its output, and its clean end.

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

    const { child, output } = run(t, { args: ["--port", String(taken)] });
    await until("it is ready", () => /^Ready: /m.test(output()) || child.exitCode !== null, { seconds: 40 });
    assert.match(output(), new RegExp(`port ${taken} is taken`));
    const urls = [...new Set(output().match(/http:\/\/127\.0\.0\.1:\d+/g))];
    assert.equal(urls.length, 4);
    assert.deepEqual(await Promise.all(urls.map(answers)), [true, true, true, true]);

    const secret = /^ *Its admin secret +(\S{32}) \(for this run\)$/m.exec(output())?.[1];
    assert.equal(await statusAsOperator(urls, secret), 200);

    child.kill("SIGINT");
    const [code] = await once(child, "exit");
    assert.equal(code, 0);
    assert.deepEqual(await Promise.all(urls.map(answers)), [false, false, false, false]);
  });

  it("takes the admin secret from ADMIN_SECRET, and does not print it", async (t) => {
    const secret = "secret-of-the-operator";
    const { child, output } = run(t, { env: { ...process.env, ADMIN_SECRET: secret } });
    await until("it is ready", () => /^Ready: /m.test(output()), { seconds: 40 });
    assert.equal(await statusAsOperator(output().match(/http:\/\/127\.0\.0\.1:\d+/g), secret), 200);
    child.kill("SIGINT");
    await once(child, "exit");
    assert.equal(output().includes(secret), false);
  });

  it("refuses wrong arguments with a message and exit code 2", async (t) => {
    for (const [args, message] of [[["--port", "many"], /--port takes a whole number/], [["--prot", "1"], /--prot/]]) {
      const { child, output } = run(t, { args });
      const [code] = await once(child, "close");
      assert.equal(code, 2);
      assert.match(output(), message);
    }
  });
});

/** The status of the Worker's answer to an operator with this secret. The Worker starts last of the four. */
async function statusAsOperator(urls, secret) {
  const headers = { authorization: `Bearer ${secret}`, connection: "close" };
  return (await fetch(`${[...new Set(urls)][3]}/api/token/status`, { headers })).status;
}

function run(t, { args = [], env = { ...process.env, ADMIN_SECRET: "" } }) {
  const child = spawn(process.execPath, [script, ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
  t.after(() => child.kill("SIGKILL"));
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (chunk) => (text += chunk));
  return { child, output: () => text };
}

/** True if a server answers there, with any status. */
function answers(url) {
  return fetch(url, { headers: { connection: "close" } }).then(() => true, () => false);
}
