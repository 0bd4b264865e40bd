// Timers never keep a Node process alive; a waiting caller does.

import assert from "node:assert/strict";
import { test } from "node:test";
import { delayed, status, token } from "../support/answers.mjs";
import { runProgram } from "../support/program.mjs";
import { startTokenServer } from "../support/token-server.mjs";

const begin = (server, options = "") => `
  import { TokenManager } from "tokenward";
  const manager = await TokenManager.create({
    providers: { api: { grant: "client_credentials", tokenEndpoint: ${JSON.stringify(server.tokenEndpoint)}, clientId: "c", clientSecret: "s" } },
    ${options}
  });`;

test("a program ends by itself although background refresh runs", async (t) => {
  const server = await startTokenServer(t);
  server.always(token({ expires_in: 60 }));
  const { code, output } = await runProgram(t, `
    ${begin(server, "background: true,")}
    console.log(await manager.getToken());
    console.log(manager.isBackgroundRefreshRunning());`);
  assert.match(output, /^access-.*\ntrue\n$/);
  assert.equal(code, 0);
});

test("a program ends by itself with a manager that was never used or closed", async (t) => {
  const server = await startTokenServer(t);
  const { code } = await runProgram(t, `${begin(server)}`);
  assert.equal(code, 0);
  assert.equal(server.requests.length, 0, "create sends nothing");
});

test("a call that waits for an answer keeps the process alive until it settles", async (t) => {
  const server = await startTokenServer(t);
  server.always(delayed(700));
  const { code, output } = await runProgram(t, `${begin(server)}\n manager.getToken().then(console.log);`);
  assert.match(output, /^access-/);
  assert.equal(code, 0);
});

test("a call that waits between two attempts keeps the process alive until it settles", async (t) => {
  const server = await startTokenServer(t);
  server.next(status(503, { "retry-after": "1" }));
  const { code, output } = await runProgram(t, `${begin(server)}\n console.log(await manager.getToken());`);
  assert.match(output, /^access-/);
  assert.equal(code, 0, "13 would be an await that never settled");
});

test("a call that waits for its deadline keeps the process alive until it settles", async (t) => {
  const server = await startTokenServer(t);
  const { code, output } = await runProgram(t, `
    import { TokenManager } from "tokenward";
    const manager = await TokenManager.create({
      providers: { api: { grant: "custom", acquire: () => new Promise(() => {}), retryPolicy: { deadlineMs: 500 } } },
    });
    manager.getToken().then(console.log, (error) => console.log(error.code));`);
  assert.equal(output, "timeout\n");
  assert.equal(code, 0);
  assert.equal(server.requests.length, 0);
});

test("a storage that hangs does not end the process before the caller has a token", async (t) => {
  const server = await startTokenServer(t);
  const { code, output } = await runProgram(t, `
    const hang = () => new Promise(() => {});
    ${begin(server, "storage: { getItem: hang, setItem: hang, removeItem: hang },")}
    console.log(await manager.getToken());`);
  assert.match(output, /^access-/);
  assert.equal(code, 0);
});

test("importing the package does nothing that keeps a process alive, and prints nothing", async (t) => {
  const { code, output, errors } = await runProgram(t, `import * as tokenward from "tokenward"; await tokenward.init();`);
  assert.equal(code, 0);
  assert.equal(output + errors, "");
});
