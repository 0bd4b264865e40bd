// A Worker whose requests begin a refresh and end before it is done. For comparison, the same with a promise that its requests share, as
// code without a library would do.

import { env } from "cloudflare:workers";
import { TokenManager } from "tokenward";
// The package's own file, to simulate a runtime without `waitUntil`.
import { keepAliveBy } from "../../../pkg/in-flight.js";

const issuer = (key) => `${env.CONTROL}/k/${key}`;
const store = (key) => fetch(`${env.CONTROL}/k/${key}/store`, { method: "POST" }).then((response) => response.text());

const managers = new Map();
function managed(key) {
  if (!managers.has(key)) {
    const stored = new Map();
    const storage = {
      getItem: (name) => stored.get(name),
      async setItem(name, value) {
        await store(key);
        stored.set(name, value);
      },
      removeItem: (name) => stored.delete(name),
    };
    managers.set(key, new TokenManager({ storage, namespace: key, providers: { api: { grant: "client_credentials", issuer: issuer(key), clientId: "c", clientSecret: "s" } } }));
  }
  return managers.get(key).getToken();
}

const shared = new Map();
const tokens = new Map();
async function naive(key) {
  if (tokens.has(key)) return tokens.get(key);
  if (!shared.has(key)) {
    const work = async () => {
      const metadata = await (await fetch(`${issuer(key)}/.well-known/openid-configuration`)).json();
      const answer = await (await fetch(metadata.token_endpoint, { method: "POST", body: "grant_type=client_credentials" })).json();
      await store(key);
      tokens.set(key, answer.access_token);
      return answer.access_token;
    };
    shared.set(key, work().finally(() => shared.delete(key)));
  }
  return shared.get(key);
}

export default {
  async fetch(request) {
    if (env.NO_WAIT_UNTIL) {
      keepAliveBy(() => {
        throw new Error("there is none");
      });
    }
    const [, role, key, ending] = new URL(request.url).pathname.split("/");
    const get = env.NAIVE ? naive : managed;
    if (role === "cancel") {
      // Like a client that disconnects: the caller cancels the leading request.
      const abort = new AbortController();
      const led = env.SELF.fetch(new URL(`/lead/${key}/${ending}`, request.url), { signal: abort.signal }).catch(() => {});
      await fetch(`${env.CONTROL}/k/${key}/end`);
      abort.abort();
      await led;
      return new Response("the leading request was cancelled");
    }
    if (role === "lead") {
      const work = get(key).catch(() => {});
      if (ending.startsWith("answered")) await work;
      await fetch(`${env.CONTROL}/k/${key}/${ending.endsWith("cancel") ? "never" : "end"}`);
      if (ending.endsWith("throw")) throw new Error("the leading request throws");
      return new Response("the leading request returns");
    }
    try {
      return Response.json({ token: await get(key) });
    } catch (error) {
      return Response.json({ code: error.code, message: error.message });
    }
  },
};
