// Two origins that redirect to each other, and the requests that must arrive there when redirect-scenario.mjs has run.

import { createServer } from "node:http";
import { closeAfter } from "./cleanup.mjs";

/** Two origins. `hits` are the requests at the end of each redirect: origin, method, token and body. */
export async function startRedirects(t) {
  const hits = [];
  const origins = {};
  for (const name of ["here", "there"]) {
    const server = createServer(async (request, response) => {
      let body = "";
      for await (const chunk of request.setEncoding("utf8")) body += chunk;
      const cors = { "access-control-allow-origin": "*", "access-control-allow-headers": "authorization, x-case, content-type", "access-control-allow-methods": "*" };
      if (request.method === "OPTIONS") return void response.writeHead(204, cors).end();
      const { pathname, searchParams } = new URL(request.url, "http://x");
      const location = searchParams.get("to");
      if (location !== null) return void response.writeHead(Number(searchParams.get("status") ?? 302), { ...cors, location }).end();
      const { authorization = null, "content-type": type = null } = request.headers;
      hits.push({ case: request.headers["x-case"], at: name, path: pathname, method: request.method, authorization, type, body });
      response.writeHead(pathname === "/unauthorized" ? 401 : 200, cors).end(name);
    });
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    closeAfter(t, () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    });
    origins[name] = `http://127.0.0.1:${server.address().port}`;
  }
  return { ...origins, hits, of: (name) => hits.filter((hit) => hit.case === name) };
}

const hit = (at, method, authorization, more = {}) => ({ at, path: "/end", method, authorization, type: null, body: "", ...more });
const body = { type: "text/plain", body: "body" };
const TOKEN = "Bearer token-1";

/** The requests that arrive, in every host. */
export const expectedHits = {
  same: [hit("here", "GET", TOKEN)],
  cross: [hit("there", "GET", null)],
  around: [hit("here", "GET", null)],
  "post-302": [hit("there", "GET", null)],
  "post-303": [hit("here", "GET", TOKEN)],
  "post-307": [hit("there", "POST", null, body)],
  "post-308": [hit("here", "POST", TOKEN, body)],
  "put-301": [hit("here", "PUT", TOKEN, body)],
  "request-307": [hit("here", "POST", TOKEN, body)],
  "elsewhere-401": [hit("there", "GET", null, { path: "/unauthorized" })],
  "repeated-307": [hit("here", "POST", TOKEN, { ...body, path: "/unauthorized" }), hit("here", "POST", "Bearer token-2", { ...body, path: "/unauthorized" })],
};

/** The scenario's result in every host: a foreign 401 costs no token, an own one costs one. */
export const expectedOutcome = { statuses: [...Array(9).fill(200), 401, 401], acquiredBefore401: 1, acquired: 2 };

/** The requests without the name of the case, and without the type of a missing body, which workerd leaves in. */
export const arrived = (redirects, name) => redirects.of(name).map(({ case: _, type, ...rest }) => ({ ...rest, type: rest.body ? type : null }));
