// The API that recipes call: it verifies every token by "tokenward/verify", and pages of any origin may ask it.
//
//   const api = await startApi(t, { issuer });
//   api.revoke("Bearer …");     // refuses this token from now on
//   api.requests                // received requests without preflights: method, path, authorization, body, status
//
// `/items` is a list by GET and takes one more by POST; `/slow` never answers; `/graphql` has the same three as `items`, `add`, `slow`.

import { once } from "node:events";
import { createServer } from "node:http";
import { closeAfter } from "../../support/cleanup.mjs";
import { deferred } from "../../support/wait.mjs";
import { createVerifier } from "../../../pkg/verify.js";

export const AUDIENCE = "https://api.example.com";
const CORS = { "access-control-allow-origin": "*", "access-control-allow-headers": "*, authorization", "access-control-allow-methods": "*", "access-control-max-age": "600" };
const ITEMS = [{ name: "first" }, { name: "second" }];

/** Starts it on a free port of 127.0.0.1; stops when the test `t` ends. */
export async function startApi(t, { issuer }) {
  const api = new Api(createVerifier({ issuer, audience: AUDIENCE }));
  await api.listen();
  closeAfter(t, () => api.close());
  return api;
}

class Api {
  requests = [];
  /** Resolves at the next request without an answer, to a promise of that request's end. */
  held = deferred();
  #revoked = new Set();
  #verifier;
  #server = createServer((request, response) => this.#handle(request, response));

  constructor(verifier) {
    this.#verifier = verifier;
  }

  get origin() {
    return `http://127.0.0.1:${this.#server.address().port}`;
  }
  /** The statuses of the requests since the last call. */
  take() {
    return this.requests.splice(0);
  }
  revoke(authorization) {
    this.#revoked.add(authorization);
  }

  async listen() {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
  }
  async close() {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #handle(incoming, outgoing) {
    if (incoming.method === "OPTIONS") return void outgoing.writeHead(204, CORS).end();
    const { method, headers } = incoming;
    const { pathname: path, searchParams } = new URL(incoming.url, this.origin);
    let body = "";
    for await (const chunk of incoming.setEncoding("utf8")) body += chunk;
    const request = { method, path, authorization: headers.authorization, body };
    this.requests.push(request);
    const refusal = await this.#refusal(request);
    const answer = refusal ?? (path === "/graphql" ? graphql(body, searchParams) : rest(request));
    if (answer === undefined) {
      this.held.resolve({ ended: once(outgoing, "close") });
      this.held = deferred();
      return;
    }
    request.status = answer.status;
    outgoing.writeHead(answer.status, { ...CORS, ...Object.fromEntries(answer.headers) }).end(await answer.text());
  }

  async #refusal({ authorization }) {
    try {
      await this.#verifier.verifyRequest(new Request(this.origin, { headers: authorization === undefined ? {} : { authorization } }));
    } catch (error) {
      return this.#verifier.challenge(error);
    }
    if (!this.#revoked.has(authorization)) return undefined;
    return new Response(null, { status: 401, headers: { "www-authenticate": 'Bearer error="invalid_token"' } });
  }
}

function rest({ method, path, body }) {
  if (path === "/slow") return undefined;
  if (path !== "/items") return new Response(null, { status: 404 });
  return method === "POST" ? Response.json(JSON.parse(body), { status: 201 }) : Response.json(ITEMS);
}

function graphql(body, params) {
  const { query, variables } = body === "" ? { query: params.get("query") } : JSON.parse(body);
  const typed = (item) => ({ __typename: "Item", ...item });
  if (/\bslow\b/.test(query)) return undefined;
  return Response.json({ data: /\badd\b/.test(query) ? { add: typed(variables) } : { items: ITEMS.map(typed) } });
}
