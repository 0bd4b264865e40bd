// Every source of header values is checked: no text becomes a token if it would change the header, or if `Headers` would refuse it with
// an error that repeats it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { assertNothingOf } from "../support/secrets.mjs";
import { assertBadConfiguration, assertRejects, assertRefused, recordEvents } from "../support/expect.mjs";
import { membersOf, recordOf } from "../support/records.mjs";
import { MapStorage } from "../support/storages.mjs";
import { startTokenServer } from "../support/token-server.mjs";
import { clientCredentials, createManager, createWith, newNamespace, oneAttempt } from "../support/tokenward.mjs";

const SECRET = "canary-of-a-token-0123456789";
const BAD_TOKENS = [`${SECRET}\r\nX: 1`, `${SECRET}\n`, `${SECRET} x`, `Bearer ${SECRET}`, `${SECRET}\0`, `${SECRET}ü`, `${SECRET},x`, `${SECRET}"`];
const BAD_TYPES = ["Bearer\r\nX: 1", "Bearer ", "Bear er", "Bearer,", "Bäarer", "", "Bearer\0"];
const BAD = [...BAD_TOKENS.map((accessToken) => ({ accessToken })), ...BAD_TYPES.map((tokenType) => ({ accessToken: SECRET, tokenType }))];

const endpointNames = ({ accessToken, tokenType }) => ({ access_token: accessToken, ...(tokenType !== undefined && { token_type: tokenType }), expires_in: 3600 });

test("setTokens refuses texts that no Authorization header can carry, names the member and shows nothing of it", async (t) => {
  const manager = await createWith(t, clientCredentials(await startTokenServer(t)));
  await manager.setTokens("api", { accessToken: "kept", expiresIn: 3600 });
  for (const tokens of BAD) {
    const member = tokens.tokenType === undefined ? /^tokens\.access(Token|_token): / : /^tokens\.token(Type|_type): /;
    for (const given of [{ ...tokens, expiresIn: 3600 }, endpointNames(tokens)]) {
      const error = await assertRefused(() => manager.setTokens("api", given), "InvalidConfigurationError", { message: member });
      assertNothingOf([SECRET], [error], JSON.stringify(tokens));
    }
  }
  for (const [member, text] of [["scope", "a\nb"], ["refreshToken", "r\r\nX: 1"], ["idToken", "i\0"]]) {
    await assertRefused(() => manager.setTokens("api", { accessToken: "a", [member]: text }), "InvalidConfigurationError", { message: new RegExp(`^tokens\\.${member}: `) });
  }
  assert.deepEqual(await manager.getAuthHeaders(), { Authorization: "Bearer kept" });
});

test("a custom provider's answer that no header can carry is an invalid response, and shows nothing of it", async (t) => {
  for (const tokens of BAD) {
    const manager = await createWith(t, { grant: "custom", acquire: () => tokens, retryPolicy: oneAttempt });
    const events = recordEvents(manager);
    const error = await assertRejects(manager.getAuthHeaders(), "TokenAcquisitionError", { code: "invalid_response" });
    assertNothingOf([SECRET], [error, events.all, manager.getTokenInfo()], JSON.stringify(tokens));
  }
});

test("a token of the configuration is checked when the manager is made", async () => {
  for (const { accessToken, tokenType } of BAD) {
    const path = tokenType === undefined ? "providers.api.token:" : "providers.api.tokenType:";
    const error = await assertBadConfiguration({ providers: { api: { grant: "static", token: accessToken, tokenType } } }, path);
    assertNothingOf([SECRET], [error], path);
  }
});

test("a stored record with a token or type that no header can carry is a miss", async (t) => {
  const server = await startTokenServer(t);
  const namespace = newNamespace();
  const storage = new MapStorage();
  const provider = clientCredentials(server);
  const first = await createManager(t, { namespace, storage, providers: { api: provider } });
  await first.getToken();
  await first.close();
  const [[key, record]] = storage.items;
  const planted = (members) => recordOf({ ...membersOf(record), ...members });

  storage.items.set(key, planted({ access_token: "planted" }));
  const believed = await createManager(t, { namespace, storage, providers: { api: provider } });
  assert.equal(await believed.getToken(), "planted", "what is planted is well made");

  for (const { accessToken, tokenType } of BAD) {
    storage.items.set(key, planted({ access_token: accessToken, token_type: tokenType ?? "Bearer" }));
    const manager = await createManager(t, { namespace, storage, providers: { api: provider } });
    const { Authorization } = await manager.getAuthHeaders();
    assert.match(Authorization, /^Bearer access-[\w-]+$/, JSON.stringify(tokenType ?? accessToken));

    // A backup cannot bring it in either.
    const backup = new MapStorage();
    backup.items.set(key, planted({ access_token: accessToken, token_type: tokenType ?? "Bearer", obtained_at: Date.now() + 60_000 }));
    assert.deepEqual(await manager.restore(backup), { restored: 0, skipped: 1 });
    assert.deepEqual(await manager.getAuthHeaders(), { Authorization });
    await manager.close();
  }
});

test("a nonce for a proof follows RFC 9449 §8.1", async (t) => {
  const manager = await createWith(t, clientCredentials(await startTokenServer(t)));
  for (const nonce of ["a\r\nX: 1", "a b", 'a"', "ä", "a\\"]) {
    const call = () => manager.getDpopHeaders("api", { url: "https://api.example/", nonce });
    await assertRefused(call, "InvalidConfigurationError", { message: /^request\.nonce: / });
  }
});
