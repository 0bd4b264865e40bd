// Runs examples that need no page, one after the other, and prints each result. A Worker's example gets a request.

import { TokenManager } from "tokenward";
import * as testing from "tokenward/testing";
import { exampleServers } from "./servers.mjs";

/** A storage, with the used parts of localStorage and Workers KV. */
function storage() {
  const values = new Map();
  const setItem = (key, value) => void values.set(key, value);
  const removeItem = (key) => void values.delete(key);
  const getItem = (key) => values.get(key) ?? null;
  const kv = { get: async (key) => getItem(key), put: async (key, value) => setItem(key, value), delete: async (key) => removeItem(key) };
  return { getItem, setItem, removeItem, getKeys: () => [...values.keys()], key: (place) => [...values.keys()][place], get length() { return values.size; }, ...kv };
}

const secret = Buffer.alloc(32, 7).toString("base64");
const keys = await crypto.subtle.generateKey({ name: "RSASSA-PKCS1-v1_5", hash: "SHA-256", modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) }, true, ["sign", "verify"]);
const api = { grant: "device_code", issuer: "https://login.example.com", clientId: "device" };
const env = {
  TOKENS: storage(), CLIENT_ID: "app", CLIENT_SECRET: "s3cret", MANUAL_TOKEN: "by-hand", KEY: secret,
  PRIVATE_JWK: JSON.stringify(await crypto.subtle.exportKey("jwk", keys.privateKey)), SHOP_EMAIL: "a@example.com", SHOP_PASSWORD: "pass",
};
Object.assign(globalThis, {
  fetch: exampleServers(testing).fetch, localStorage: storage(), env, api,
  issuer: "https://login.example.com", clientId: "app", clientSecret: "s3cret", redirectUri: "https://app.example.com/callback",
  pkcs8: await crypto.subtle.exportKey("pkcs8", keys.privateKey),
  myStorage: storage(),
  readFromDirectory: async (tenant) => ({ clientId: tenant, clientSecret: "s3cret" }),
  manager: await TokenManager.create({ providers: { api } }),
});
Object.assign(process.env, { OAUTH2_TOKEN_URL: "https://login.example.com/token", OAUTH2_CLIENT_ID: "app", OAUTH2_CLIENT_SECRET: "s3cret", AZURE_TENANT_ID: "t", AZURE_CLIENT_ID: "app", AZURE_CLIENT_SECRET: "s3cret", AZURE_SCOPE: "x/.default" });
console.log = console.warn = () => {};

const outcomes = {};
for (const file of process.argv.slice(2)) {
  try {
    const { default: worker } = await import(`./${file}`);
    const response = await worker?.fetch(new Request("https://tenant.example.com/items"), env);
    outcomes[file] = response?.status ?? "done";
  } catch (error) {
    outcomes[file] = String(error);
  }
}
process.stdout.write(JSON.stringify(outcomes));
process.exit();
