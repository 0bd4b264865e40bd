// The package in Next.js' edge runtime, by its condition "edge-light".

import assert from "node:assert/strict";
import { test } from "node:test";
import { delayed, status, token } from "../support/answers.mjs";
import { runAtTheEdge } from "../support/edge-runtime.mjs";
import { startTokenServer } from "../support/token-server.mjs";

const MANAGER = `
import { TokenManager, decodeJwt, version } from "tokenward";
const provider = { grant: "client_credentials", tokenEndpoint: TOKEN_ENDPOINT, clientId: "edge", clientSecret: "s" };
const manager = new TokenManager({ providers: { api: { ...provider, retryPolicy: { baseDelayMs: 1, maxDelayMs: 4 } } } });
`;

test("constructed at module scope, a manager gives its callers one token by one request", async (t) => {
  const server = await startTokenServer(t);
  server.always(delayed(100));
  const run = async () => ({ tokens: await Promise.all(Array.from({ length: 20 }, () => manager.getToken())), peek: manager.peekToken(), version });
  const { tokens, peek, version } = await runAtTheEdge(`${MANAGER} globalThis.outcome = (${run})();`, { TOKEN_ENDPOINT: server.tokenEndpoint });
  assert.deepEqual([new Set(tokens).size, tokens[0], server.requests.length], [1, peek, 1]);
  assert.match(version, /^\d+\.\d+\.\d+/);
});

test("create, retries, typed errors and fetch work as in other runtimes", async (t) => {
  const server = await startTokenServer(t);
  server.next(status(503), token({ access_token: "first" }));
  server.always(status(400));
  const api = await startTokenServer(t);
  api.route("/items", ({ headers }) => status(headers.authorization === "Bearer first" ? 204 : 401));
  const run = async () => {
    const created = await TokenManager.create({ providers: { api: { ...provider, allowedOrigins: [API], retryPolicy: { baseDelayMs: 1, maxDelayMs: 4 } } } });
    const response = await created.fetch(`${API}/items`);
    const { name, code, status } = await created.refresh().catch((error) => error);
    await created.close();
    return [response.status, name, code, status, (await created.getToken().catch((error) => error)).code];
  };
  const outcome = await runAtTheEdge(`${MANAGER} globalThis.outcome = (${run})();`, { TOKEN_ENDPOINT: server.tokenEndpoint, API: api.origin });
  assert.deepEqual([...outcome], [204, "TokenAcquisitionError", "acquisition_failed", 400, "closed"]);
});

test("a source that the edge cannot compile is an error that names valid sources", async () => {
  const run = async () => init(new Uint8Array(8)).catch(({ name, code, message, retryable }) => ({ name, code, message, retryable }));
  const error = await runAtTheEdge(`import { init } from "tokenward"; globalThis.outcome = (${run})();`);
  assert.deepEqual([error.name, error.code, error.retryable], ["NotInitializedError", "not_initialized", false]);
  assert.match(error.message, /give init\(\) a WebAssembly\.Module/);
});

test("tokenward/web is the same as tokenward at the edge", async () => {
  const run = async () => [decodeJwt("eyJhbGciOiJub25lIn0.eyJzdWIiOiJ1In0.").payload.sub, TokenManager === same];
  const program = `import { TokenManager, decodeJwt } from "tokenward/web"; import { TokenManager as same } from "tokenward"; globalThis.outcome = (${run})();`;
  assert.deepEqual([...(await runAtTheEdge(program))], ["u", true]);
});
