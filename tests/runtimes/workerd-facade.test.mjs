// The facade's additions, in workerd: a manager from the Worker's variables, the default manager, and fetch with a repeat.

import assert from "node:assert/strict";
import { test } from "node:test";
import { answer, status } from "../support/answers.mjs";
import { startTokenServer } from "../support/token-server.mjs";
import { COMPATIBILITY_DATES, startWorker } from "../support/workerd.mjs";

for (const compatibilityDate of COMPATIBILITY_DATES) {
  test(`${compatibilityDate}: fromEnv reads the Worker's variables, given or imported, beside other bindings`, async (t) => {
    const { worker } = await setUp(t, compatibilityDate);
    assert.deepEqual(await worker.get("/variables"), { result: ["of-the-variables", "of-the-variables"] });
  });

  test(`${compatibilityDate}: the default manager that one request made serves the others`, async (t) => {
    const { worker } = await setUp(t, compatibilityDate);
    const all = await Promise.all(Array.from({ length: 5 }, () => worker.get("/theDefault")));
    assert.deepEqual([...all, await worker.get("/theDefault")], Array(6).fill({ result: "of-the-first" }));
  });

  test(`${compatibilityDate}: after a 401 the request is repeated with its body`, async (t) => {
    const { api, worker } = await setUp(t, compatibilityDate);
    const { result, thrown } = await worker.get("/bodies");
    assert.equal(thrown, undefined);
    for (const [name, code] of Object.entries(result)) {
      assert.equal(code, 200, name);
      const sent = api.otherRequests.filter(({ path }) => path === `/${name}`);
      assert.deepEqual(sent.map(({ headers }) => headers.authorization), ["Bearer token-1", "Bearer token-2"], name);
      for (const { body } of sent) assert.match(body, /body/, name);
    }
  });

  test(`${compatibilityDate}: a request that came in can be passed on, body included`, async (t) => {
    const { api, worker } = await setUp(t, compatibilityDate);
    const body = "body ".repeat(50_000);
    const response = await fetch(new URL("/proxy", worker.url), { method: "POST", body });
    assert.deepEqual(await response.json(), { result: 200 });
    assert.deepEqual(api.otherRequests.map((request) => request.body === body), [true, true]);
  });
}

async function setUp(t, compatibilityDate) {
  const api = await startTokenServer(t);
  const judge = ({ headers }) => (headers.authorization === "Bearer token-1" ? status(401) : answer({ body: {} }));
  for (const name of ["text", "form", "multipart", "bytes"]) for (const path of [`/${name}`, `/request-${name}`]) api.route(path, judge);
  api.route("/proxy", judge);
  const worker = await startWorker(t, "facade", { compatibilityDate, bindings: { API: api.origin, A_ACCESS_TOKEN: "of-the-variables" }, kvNamespaces: ["TOKENS"] });
  return { api, worker };
}
