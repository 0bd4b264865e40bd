// The suite's server, in any runtime: each case uses an id of its own, selects the answers by its URLs, and reads the received requests
// afterwards. Pages of any origin may call.
//
//   POST /<id>/token?answers=503,token    the answers in turn; the last one stays
//   *    /<id>/api                        401 to the first request, then the request's body; with `challenge` always 403 and that challenge
//   GET  /<id>/requests                   the received requests

import { once } from "node:events";
import { createServer } from "node:http";

const CORS = {
  "access-control-allow-origin": "*",
  "access-control-allow-headers": "authorization, content-type, dpop",
  "access-control-expose-headers": "*",
  "cache-control": "no-store",
};

let issued = 0;
const token = (members) => [200, { access_token: `access-${++issued}`, token_type: "Bearer", expires_in: 3600, ...members }];
const ANSWERS = {
  token: () => token(),
  rotating: () => token({ refresh_token: `refresh-${issued + 1}` }),
  bound: ({ headers }) => token({ token_type: headers.dpop ? "DPoP" : "Bearer" }),
  503: () => [503, ""],
  429: () => [429, "", { "retry-after": "1" }],
  html: () => [200, "<h1>Welcome</h1>"],
  invalid_grant: () => [400, { error: "invalid_grant" }],
  invalid_client: () => [401, { error: "invalid_client", error_description: "who is this" }],
  hang: () => undefined,
};

/** Returns the origin, and a function that ends it. */
export async function startSuiteServer() {
  const cases = new Map();
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url, "http://localhost");
    const [, id, route] = pathname.split("/");
    const send = (status, body = "", headers = {}) => {
      response.writeHead(status, { ...CORS, ...(typeof body === "object" && { "content-type": "application/json" }), ...headers });
      response.end(typeof body === "object" ? JSON.stringify(body) : body);
    };
    if (request.method === "OPTIONS") return send(204);
    const seen = cases.get(id) ?? { token: [], api: [] };
    cases.set(id, seen);
    if (route === "requests") return send(200, seen);
    if (!(route in seen)) return send(404);
    // In the order of arrival, even if a body fails.
    const { method, headers } = request;
    const count = seen[route].push({ method, headers });
    const record = seen[route].at(-1);
    record.body = Buffer.concat(await request.toArray()).toString();
    const challenge = searchParams.get("challenge");
    if (challenge) return send(403, "", { "www-authenticate": challenge });
    if (route === "api") return count === 1 ? send(401) : send(200, record.body);
    record.form = Object.fromEntries(new URLSearchParams(record.body));
    const answers = searchParams.get("answers").split(",");
    const answer = ANSWERS[answers[Math.min(count, answers.length) - 1]](record);
    if (answer) send(...answer);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}
