// A small login API on 127.0.0.1, like those of first-party applications: no OAuth, but strict about its requests.
//
//   const server = await startLoginServer(t, { path: "/api/login", format: "json_email" });
//   server.answer = () => ({ body: { token: "…" } });   // the answer to a correct login: { status, headers, body }
//   server.requests                                    // received requests: method, path, type, fields, body, headers
//
// A login is correct if it comes by POST to `path`, with the content type and exactly the fields of `format`, and with the password of a
// known user. Any other request gets the usual status of such servers: 404, 405, 415, 422, 401.

import { createServer } from "node:http";
import { closeAfter } from "./cleanup.mjs";

export const USER = { email: "ada@example.com", username: "ada", password: 'p4ss/word+ &"ü%=' };
export const CLIENT = { clientId: "the-client", clientSecret: "client-secret/+ &ü" };

const JSON_TYPE = "application/json";
const FORM_TYPE = "application/x-www-form-urlencoded";

/** Content type, and the required fields. */
export const FORMATS = {
  json_email: { type: JSON_TYPE, fields: { email: USER.email, password: USER.password } },
  json_username: { type: JSON_TYPE, fields: { username: USER.username, password: USER.password } },
  form: { type: FORM_TYPE, fields: { username: USER.username, password: USER.password } },
  oauth_password: {
    type: FORM_TYPE,
    fields: {
      grant_type: "password", username: USER.username, password: USER.password,
      client_id: CLIENT.clientId, client_secret: CLIENT.clientSecret, scope: "read",
    },
  },
  oauth_client_credentials: {
    type: FORM_TYPE,
    fields: { grant_type: "client_credentials", client_id: CLIENT.clientId, client_secret: CLIENT.clientSecret, scope: "read" },
  },
};

/** Starts a server; it closes, with all its connections, when the test `t` ends. */
export async function startLoginServer(t, options = {}) {
  const server = new LoginServer(options);
  await server.listen();
  closeAfter(t, () => server.close());
  return server;
}

class LoginServer {
  requests = [];
  answer = () => ({ body: { access_token: `login-token-${this.requests.length}` } });
  /** Replaces all of the above: `(request) => ({ status, headers, body })`; undefined continues as usual. */
  instead = () => undefined;
  #server = createServer((request, response) => this.#handle(request, response));

  constructor({ path = "/login", format = "json_email" }) {
    this.path = path;
    this.format = format;
  }

  get origin() {
    return `http://127.0.0.1:${this.#server.address().port}`;
  }
  get url() {
    return this.origin + this.path;
  }
  /** Path and kind of body of every request, in order. */
  get tried() {
    return this.requests.map(({ path, type, fields }) => `${path} ${type === JSON_TYPE ? "json" : "form"} ${Object.keys(fields ?? {})}`);
  }

  async listen() {
    await new Promise((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
  }
  async close() {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #handle(incoming, outgoing) {
    let body = "";
    for await (const chunk of incoming.setEncoding("utf8")) body += chunk;
    const [path] = incoming.url.split("?");
    const type = incoming.headers["content-type"];
    const request = { method: incoming.method, path, type, headers: incoming.headers, body, fields: fieldsOf(type, body) };
    this.requests.push(request);
    const answer = (await this.instead(request)) ?? this.#judge(request);
    if (answer === "nothing") return;
    const { status = 200, headers = {}, body: content = "" } = answer;
    const isData = typeof content !== "string";
    outgoing.writeHead(status, { ...(isData ? { "content-type": JSON_TYPE } : {}), ...headers });
    outgoing.end(isData ? JSON.stringify(content) : content);
  }

  #judge({ method, path, type, fields }) {
    const expected = FORMATS[this.format];
    if (path !== this.path) return { status: 404, headers: { "content-type": "text/html" }, body: "<h1>Not found</h1>" };
    if (method !== "POST") return { status: 405 };
    if (type !== expected.type) return { status: 415, body: { message: `this endpoint takes ${expected.type}` } };
    const names = Object.keys(expected.fields);
    if (fields === undefined || !sameMembers(Object.keys(fields), names)) {
      return { status: 422, body: { message: `the fields have to be ${names}` } };
    }
    if (!names.every((name) => fields[name] === expected.fields[name])) return { status: 401, body: { message: "wrong credentials" } };
    return this.answer();
  }
}

function fieldsOf(type, body) {
  try {
    return type === JSON_TYPE ? JSON.parse(body) : Object.fromEntries(new URLSearchParams(body));
  } catch {
    return undefined;
  }
}

const sameMembers = (some, others) => some.length === others.length && others.every((name) => some.includes(name));
