// The identity of a token: managers with the same storage share a token if, and only if, no option distinguishes their tokens.

import assert from "node:assert/strict";
import { test } from "node:test";
import { coordinator } from "../../pkg/workers/coordinator.js";
import { tokenward, TokenManager } from "../support/tokenward.mjs";
import { AsyncStorage, MapStorage } from "../support/storages.mjs";

/** Workers KV for the manager: values by key, with keys of at most 512 bytes. */
class FakeKv {
  entries = new Map();
  async get(key) {
    assert.ok(Buffer.byteLength(key) <= 512, `a key of ${Buffer.byteLength(key)} bytes`);
    return this.entries.get(key) ?? null;
  }
  async put(key, value) {
    await this.get(key);
    this.entries.set(key, value);
  }
  async delete(key) {
    await this.get(key);
    this.entries.delete(key);
  }
  async list({ prefix }) {
    return { keys: [...this.entries.keys()].filter((name) => name.startsWith(prefix)).map((name) => ({ name })), list_complete: true };
  }
}

/** Like IndexedDB: asynchronous, and compares before it writes. */
class ComparingStorage extends AsyncStorage {
  [Symbol.for("tokenward.storage")] = { compares: true };
  async setItem(key, value, about) {
    if (about?.expected !== undefined && (this.items.get(key) ?? null) !== about.expected) return false;
    this.items.set(key, value);
    return true;
  }
  async removeItem(key, about) {
    if (about?.expected !== undefined && (this.items.get(key) ?? null) !== about.expected) return false;
    this.items.delete(key);
    return true;
  }
}

const STORAGES = {
  "any object": () => new MapStorage(),
  "any asynchronous object": () => new AsyncStorage(0),
  "one that compares, as IndexedDB does": () => new ComparingStorage(0),
  "Workers KV": () => tokenward.kvStorage(new FakeKv(), { refreshTokens: true }),
};

/** The same numbers in every run. */
function dice(seed) {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return (state >>> 8) / 2 ** 24;
  };
  return { below: (count) => Math.floor(next() * count), of: (values) => values[Math.floor(next() * values.length)] };
}

const WORDS = ["a", "b", "ab", "a.fallback", "a:b"];
const GRANTS = ["client_credentials", "refresh_token", "token_exchange", "jwt_bearer", "password", "coordinator", "login"];

/** The options that distinguish credentials, as plain values. */
function randomModel({ below, of }, grant) {
  const some = (make) => (below(2) ? make() : undefined);
  const word = () => of(WORDS);
  const set = () => WORDS.filter(() => below(3) === 0);
  const map = () => Object.fromEntries(["organization", "tenant"].filter(() => below(2)).map((name) => [name, word()]));
  const own = {
    client_credentials: () => ({}),
    refresh_token: () => ({ refreshToken: word() }),
    token_exchange: () => ({ subjectToken: word(), actorToken: some(word) }),
    jwt_bearer: () => (below(2) ? { assertion: word() } : { claims: { sub: word(), act: some(word) } }),
    password: () => ({ username: word() }),
    coordinator: () => ({ object: word(), provider: some(word) }),
    login: () => ({ username: word(), tokenFields: some(() => [of(["access_token", "token"])]) }),
  };
  const server = { clientId: word(), issuer: some(() => of(["https://a.example", "https://b.example"])), path: of(["token", "tenant/token"]), scope: set(), audience: set(), resource: set(), params: map(), headers: map() };
  const isOAuth = grant !== "coordinator" && grant !== "login";
  // The number of providers that it serves as a fallback without a name.
  return { grant, namespace: of(["n", "n:a"]), name: word(), depth: of([0, 0, 0, 1, 2]), ...own[grant](), ...(isOAuth ? server : {}) };
}

/** The same text for the same credential. */
const identityOf = (model) => JSON.stringify(Object.entries(model).filter(([, value]) => value !== undefined).sort(([a], [b]) => (a < b ? -1 : 1)));

/** Another model that is equal, or differs in one member or in all. */
function another(model, random) {
  const kind = random.below(3);
  if (kind === 0) return { ...model };
  const other = randomModel(random, kind === 1 ? model.grant : random.of(GRANTS));
  if (kind === 2) return other;
  const member = random.of(Object.keys({ ...model, ...other }));
  // Alternatives to each other count as one member.
  if (member === "assertion" || member === "claims") return { ...model, assertion: other.assertion, claims: other.claims };
  return { ...model, [member]: other[member] };
}

/** A namespace of Durable Objects, each with tokens of its own. */
function objectsThatIssue(issue) {
  const idFromName = (name) => ({ toString: () => `id of ${name}` });
  const get = () => ({ getToken: async () => ({ accessToken: issue(), tokenType: "Bearer", expiresAt: Date.now() + 3_600_000 }) });
  return { idFromName, get };
}

const KEY = { kty: "OKP", crv: "Ed25519", ...(await crypto.subtle.exportKey("jwk", (await crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"])).privateKey)) };

/** A model's configuration; `turned`: an equivalent one, with another secret and password. */
function configOf({ grant, ...model }, turned, issue) {
  const list = (values) => (turned ? values.toReversed() : values);
  const members = (object) => Object.fromEntries(list(Object.entries(object)));
  // As a value, or as a function.
  const given = (text) => (turned && text !== undefined ? async () => text : text);
  if (grant === "coordinator") return coordinator(objectsThatIssue(issue), { name: model.object, provider: model.provider });
  const password = turned ? "1" : "2";
  if (grant === "login") return { grant, url: "https://a.example/login", username: model.username, password, tokenFields: model.tokenFields };
  const { clientId, issuer, path, refreshToken, username } = model;
  const config = { grant, clientId, issuer, tokenEndpoint: `https://a.example/${path}`, refreshToken, username };
  for (const name of ["scope", "audience"]) config[name] = list(model[name]);
  config.resource = list(model.resource.map((word) => `urn:${word}`));
  for (const name of ["params", "headers"]) config[name] = members(model[name]);
  if (grant === "password") config.password = password;
  if (grant === "token_exchange") Object.assign(config, { subjectToken: given(model.subjectToken), actorToken: given(model.actorToken) });
  if (grant === "jwt_bearer") Object.assign(config, model.claims ? { assertion: members(model.claims), privateKey: KEY } : { assertion: given(model.assertion) });
  else config.clientSecret = turned ? "s" : "t";
  return config;
}

/** The token that a manager of this model returns. */
async function tokenOf(model, turned, storage, issue) {
  let config = configOf(model, turned, issue);
  for (let depth = 0; depth < model.depth; depth++) config = { grant: "custom", acquire: () => Promise.reject(new Error("none")), fallback: config };
  const manager = new TokenManager({
    storage,
    namespace: model.namespace,
    retryPolicy: { maxAttempts: 1 },
    providers: { [model.name]: config },
    fetch: async () => {
      const access_token = issue();
      return Response.json({ access_token, token: access_token, token_type: "Bearer", expires_in: 3600, issued_token_type: "urn:ietf:params:oauth:token-type:access_token" });
    },
  });
  try {
    return await manager.getToken(model.name);
  } finally {
    await manager.close();
  }
}

for (const [what, makeStorage] of Object.entries(STORAGES)) {
  test(`${what}: of 1,000 random pairs of configurations exactly those with the same identity share a token`, async () => {
    const random = dice(20_260_101);
    const wrong = [];
    let same = 0;
    for (let pair = 0; pair < 1_000; pair++) {
      const first = randomModel(random, random.of(GRANTS));
      const second = another(first, random);
      const storage = makeStorage();
      let issued = 0;
      const issue = () => `token-${++issued}`;
      const [a, b] = [await tokenOf(first, false, storage, issue), await tokenOf(second, true, storage, issue)];
      const expected = identityOf(first) === identityOf(second);
      if (expected) same += 1;
      if ((a === b) !== expected) wrong.push({ first, second, expected });
    }
    assert.deepEqual([wrong.length, wrong.slice(0, 3)], [0, []]);
    assert.ok(same > 300 && same < 700, `${same} pairs are the same`);
  });
}

test("kvStorage shortens keys that KV does not take, each to a key of its own", async () => {
  const kv = new FakeKv();
  const storage = tokenward.kvStorage(kv, { prefix: "p/" });
  const keys = ["ü".repeat(400), "ü".repeat(401), `${"😀".repeat(300)}a`, "short"];
  for (const key of keys) await storage.setItem(key, key);
  for (const key of keys) assert.equal(await storage.getItem(key), key);
  assert.equal(kv.entries.size, keys.length);
  for (const key of keys) await storage.removeItem(key);
  assert.equal(kv.entries.size, 0);
  assert.throws(() => tokenward.kvStorage(kv, { prefix: "p".repeat(448) }), { code: "invalid_configuration", message: /^options\.prefix: / });
});
