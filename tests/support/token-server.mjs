// A scripted token endpoint on 127.0.0.1, for faults that no real server makes on demand.
//
//   const server = await startTokenServer(t);
//   server.next(status(503), token());   // the next two answers; afterwards `server.always(...)`, at first token()
//   server.requests                      // received requests: method, path, headers, body, form, at
//
// An answer is a value of answers.mjs, or a function of the recorded request that returns one or a promise of one.

import { createServer } from "node:http";
import { closeAfter } from "./cleanup.mjs";
import { status, token } from "./answers.mjs";

/** Starts a server; it closes, with all its connections, when the test `t` ends. */
export async function startTokenServer(t) {
  const server = new TokenServer();
  await server.listen();
  closeAfter(t, () => server.close());
  return server;
}

class TokenServer {
  /** Every request to the token endpoint, in the order of arrival. */
  requests = [];
  /** Every request to any other path. */
  otherRequests = [];
  #queue = [];
  #always = token();
  #routes = new Map();
  #server = createServer((request, response) => this.#handle(request, response));

  get origin() {
    return `http://127.0.0.1:${this.#server.address().port}`;
  }
  get tokenEndpoint() {
    return `${this.origin}/token`;
  }
  /** The forms of all token requests, as plain objects. */
  get forms() {
    return this.requests.map(({ form }) => Object.fromEntries(form));
  }

  /** The answers to the next token requests, one each. */
  next(...answers) {
    this.#queue.push(...answers);
  }
  /** The answer to every token request without an answer from `next`. */
  always(answer) {
    this.#always = answer;
  }
  /** The same, and drops earlier answers of `next`. */
  only(answer) {
    this.#queue.length = 0;
    this.#always = answer;
  }
  /** The answer at another path, such as `/.well-known/openid-configuration`. Paths without one answer 404. */
  route(path, answer) {
    this.#routes.set(path, answer);
  }

  async listen() {
    await new Promise((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
  }
  async close() {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #handle(incoming, outgoing) {
    const [path, query = ""] = incoming.url.split("?");
    const isToken = path === "/token";
    const request = { method: incoming.method, path, query, headers: incoming.headers, at: performance.now() };
    request.form = new URLSearchParams();
    // Recorded and given its answer before the body is read, so that both follow the order of arrival.
    (isToken ? this.requests : this.otherRequests).push(request);
    const scripted = isToken ? (this.#queue.shift() ?? this.#always) : (this.#routes.get(path) ?? status(404));
    request.body = await readAll(incoming).catch(() => "");
    request.form = new URLSearchParams(request.body);
    const answer = typeof scripted === "function" ? await scripted(request) : scripted;
    if (!outgoing.destroyed) answer.send(outgoing, request);
  }
}

async function readAll(stream) {
  let text = "";
  for await (const chunk of stream.setEncoding("utf8")) text += chunk;
  return text;
}
