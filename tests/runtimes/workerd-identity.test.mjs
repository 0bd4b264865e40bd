// The identity of tokens, in workerd with real Workers KV and Durable Objects.

import assert from "node:assert/strict";
import { test } from "node:test";
import { token } from "../support/answers.mjs";
import { startTokenServer } from "../support/token-server.mjs";
import { eventually } from "../support/wait.mjs";
import { startWorkers } from "../support/workerd.mjs";

test("isolates that share KV get each other's token only where nothing tells the tokens apart", async (t) => {
  const { server, ask } = await setUp(t);
  const different = [
    { how: "coordinated", a: "acme", b: "a" },
    { how: "coordinated", a: "globex", b: "a" },
    { how: "coordinated", a: "acme", b: "b" },
    { how: "by function", a: "alice" },
    { how: "by function", a: "bob" },
    { how: "organization", a: "a" },
    { how: "organization", a: "b" },
    { how: "plain" },
  ];
  const tokens = [];
  for (const [place, which] of different.entries()) tokens.push(await ask("token", which, place % 2));
  assert.equal(new Set(tokens).size, different.length, "all are different");
  const sent = server.requests.length;
  for (const [place, which] of different.entries()) assert.equal(await ask("token", which, (place + 1) % 2), tokens[place]);
  assert.equal(await ask("token", { how: "at module scope" }), tokens[0]);
  assert.equal(await ask("token", { how: "by text", a: "alice" }), tokens[3], "a subject is the same, however it is given");
  assert.equal(server.requests.length, sent);
});

test("a provider's name of 400 umlauts is stored and found by another isolate", async (t) => {
  const { server, ask, workers } = await setUp(t);
  for (const name of ["ü".repeat(400), "ü".repeat(401)]) {
    const got = await ask("token", { how: "plain", name });
    assert.equal(await ask("token", { how: "plain", name }, 1), got);
  }
  assert.equal(server.requests.length, 2);
  const { keys } = await (await workers.kv("CACHE")).list();
  assert.equal(keys.length, 2);
});

test("the alarm renews the token of a provider on demand, however long its name is", async (t) => {
  const { server, ask } = await setUp(t);
  server.next(token({ expires_in: 4 }));
  await ask("owned", { object: "acme", name: "ü".repeat(400) });
  await ask("evict", { object: "acme" });
  await eventually(() => server.requests.length === 2, "the alarm renews", 8_000);
});

async function setUp(t) {
  const server = await startTokenServer(t);
  server.always(token({ issued_token_type: "urn:ietf:params:oauth:token-type:access_token" }));
  const workers = await startWorkers(t, "identity", { count: 2, bindings: { TOKEN_ENDPOINT: server.tokenEndpoint }, kvNamespaces: { CACHE: "cache" }, objects: true });
  const ask = async (route, query, index = 0) => {
    const answer = await workers.get(`/${route}?${new URLSearchParams(Object.entries(query).filter(([, value]) => value !== undefined))}`, index);
    assert.ok(answer.token ?? answer.evicted, JSON.stringify(answer));
    assert.deepEqual(answer.told ?? [], []);
    return answer.token;
  };
  return { server, workers, ask };
}
