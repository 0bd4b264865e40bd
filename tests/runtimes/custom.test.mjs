// A user's own source of tokens, and tokens set by hand: every result and error becomes a token or a typed error.

import assert from "node:assert/strict";
import { test } from "node:test";
import { wakingClock } from "../support/clock.mjs";
import { assertBadConfiguration, assertRejects, recordEvents, rejection } from "../support/expect.mjs";
import { createWith, oneAttempt } from "../support/tokenward.mjs";
import { deferred, eventually, nextTurn, within } from "../support/wait.mjs";

test("acquire is called with the provider's name, a signal and fetch, once for all callers", async (t) => {
  const contexts = [];
  const manager = await createWith(t, custom((...args) => {
    contexts.push(args);
    return { accessToken: "custom-1", expiresIn: 3600 };
  }));
  const tokens = await Promise.all(Array.from({ length: 100 }, () => manager.getToken()));
  assert.deepEqual([...new Set(tokens)], ["custom-1"]);
  assert.equal(contexts.length, 1);
  const [[context, ...rest]] = contexts;
  assert.deepEqual(rest, []);
  assert.equal(context.provider, "api");
  assert.ok(context.signal instanceof AbortSignal);
  assert.equal(context.signal.aborted, false);
  assert.equal(typeof context.fetch, "function");
});

test("context.fetch is the fetch that the manager was given, and can be called by itself", async (t) => {
  const asked = [];
  const own = async (input) => {
    asked.push(String(input));
    return new Response("from-my-fetch");
  };
  const manager = await createWith(t, custom(async ({ fetch }) => ({ accessToken: await (await fetch("https://issuer.example/t")).text() })), { fetch: own });
  assert.equal(await manager.getToken(), "from-my-fetch");
  assert.deepEqual(asked, ["https://issuer.example/t"]);
});

test("refresh is called with the tokens that are held, and its answer replaces them", async (t) => {
  const clock = wakingClock(t);
  const seen = [];
  const manager = await createWith(t, {
    ...custom(() => ({ access_token: "first", expires_in: 3600, refresh_token: "refresh-1", scope: "read" })),
    refresh(tokens, context) {
      seen.push([tokens, context]);
      return { accessToken: `renewed-${seen.length}`, expiresIn: 3600 };
    },
  });
  await manager.getToken();
  clock.advanceSeconds(3601);
  assert.equal(await manager.getToken(), "renewed-1");
  clock.advanceSeconds(3601);
  assert.equal(await manager.getToken(), "renewed-2");
  const [[tokens, context]] = seen;
  assert.equal(tokens.accessToken, "first");
  assert.equal(tokens.refreshToken, "refresh-1");
  assert.equal(tokens.scope, "read");
  assert.equal(typeof tokens.expiresAt, "number");
  assert.equal(context.provider, "api");
  assert.equal(seen[1][0].accessToken, "renewed-1");
  assert.equal(seen[1][0].refreshToken, "refresh-1", "kept, since the answer had none");
});

test("without refresh, acquire is asked again", async (t) => {
  const clock = wakingClock(t);
  let calls = 0;
  const manager = await createWith(t, custom(() => ({ accessToken: `token-${++calls}`, expiresIn: 60 })));
  await manager.getToken();
  clock.advanceSeconds(61);
  assert.equal(await manager.getToken(), "token-2");
});

const GOOD = {
  "our names": { accessToken: "T", tokenType: "Bearer", expiresIn: 60, scope: "a", refreshToken: "R", idToken: "I" },
  "our names with expiresAt": { accessToken: "T", expiresAt: Date.now() + 60_000 },
  "a token endpoint's answer": { access_token: "T", token_type: "bearer", expires_in: 60, refresh_token: "R", scope: "a", id_token: "I", more: [1] },
  "expires_in as text": { access_token: "T", expires_in: "60" },
  "the access token alone": { accessToken: "T" },
  "null for what is missing": { accessToken: "T", expiresIn: null, refreshToken: null, scope: null, tokenType: null },
  "a promise": Promise.resolve({ accessToken: "T" }),
  "a thenable": { then: (resolve) => resolve({ accessToken: "T" }) },
};
for (const [name, value] of Object.entries(GOOD)) {
  test(`acquire may return ${name}`, async (t) => {
    const manager = await createWith(t, custom(() => value));
    assert.equal(await manager.getToken(), "T");
    assert.match((await manager.getAuthHeaders()).Authorization, /^bearer T$/i);
  });
}

const throwingGetter = {
  get accessToken() {
    throw new Error("canary-getter");
  },
};
const BAD = {
  undefined: undefined,
  null: null,
  "a number": 5,
  "a bare string": "canary-string",
  "an empty object": {},
  "an array": ["canary"],
  "a function": () => {},
  "an empty access token": { accessToken: "" },
  "an access token that is no string": { accessToken: { canary: 1 } },
  "a token type that is no string": { accessToken: "canary", tokenType: 7 },
  "a negative expiresIn": { accessToken: "canary", expiresIn: -1 },
  "an expires_in that is no number": { access_token: "canary", expires_in: "soon" },
  "an expiresIn of NaN": { accessToken: "canary", expiresIn: Number.NaN },
  "an infinite expiresAt": { accessToken: "canary", expiresAt: Number.POSITIVE_INFINITY },
  "a refresh token that is no string": { accessToken: "canary", refreshToken: 5 },
  "a scope that is no string": { accessToken: "canary", scope: { canary: 1 } },
  "a control character in the token": { accessToken: "canary\r\nX-Header: 1" },
  "inherited members": Object.create({ accessToken: "canary" }),
  "a getter that throws": throwingGetter,
  "a proxy that throws": new Proxy({}, { get: thrower, ownKeys: thrower, getOwnPropertyDescriptor: thrower, has: thrower }),
};
function thrower() {
  throw new Error("canary-proxy");
}
for (const [name, value] of Object.entries(BAD)) {
  test(`acquire that returns ${name} is a typed error`, async (t) => {
    const manager = await createWith(t, custom(() => value));
    const error = await assertRejects(manager.getToken(), "TokenAcquisitionError", { code: ["invalid_response", "acquisition_failed"], provider: "api" });
    assert.ok(!`${error.message} ${JSON.stringify(error)}`.includes("canary"), error.message);
  });
}

class Odd extends Error {}
const THROWN = {
  "an Error": new Error("thrown"),
  "an error of its own class": new Odd("thrown"),
  "a string": "thrown",
  undefined: undefined,
  null: null,
  "a number": 0,
  "a symbol": Symbol("thrown"),
  "a frozen object": Object.freeze({ reason: 1 }),
  "an object without a prototype": Object.create(null),
  "an object whose message throws": { get message() { throw new Error("no message"); } },
};
for (const [name, thrown] of Object.entries(THROWN)) {
  for (const how of ["throws", "rejects with"]) {
    test(`acquire that ${how} ${name} is a TokenAcquisitionError with that cause`, async (t) => {
      const acquire = () => {
        if (how === "throws") throw thrown;
        return Promise.reject(thrown);
      };
      const manager = await createWith(t, custom(acquire));
      const events = recordEvents(manager);
      const error = await assertRejects(manager.getToken(), "TokenAcquisitionError", { code: "acquisition_failed", provider: "api" });
      assert.equal(error.cause, thrown);
      assert.equal(events.count("error"), 1);
      assert.match(error.message, /\S/);
    });
  }
}

test("refresh that throws keeps a valid token, and is a TokenRefreshError without one", async (t) => {
  const clock = wakingClock(t);
  const thrown = new Error("renewal broke");
  const asked = [];
  const manager = await createWith(t, {
    // Without `refresh` the provider may acquire anew; here that fails as well.
    ...custom(() => {
      if (asked.push("acquire") > 1) throw thrown;
      return { accessToken: "first", expiresIn: 3600, refreshToken: "R" };
    }),
    refresh() {
      asked.push("refresh");
      throw thrown;
    },
  });
  const first = await manager.getToken();
  clock.advanceSeconds(3545);
  assert.equal(await manager.getToken(), first);
  assert.ok(asked.includes("refresh"));
  const error = await assertRejects(manager.refresh(), ["TokenRefreshError", "TokenAcquisitionError"]);
  assert.equal(error.cause, thrown);
  clock.advanceSeconds(60);
  const late = await assertRejects(manager.getToken(), ["TokenRefreshError", "TokenAcquisitionError"]);
  assert.equal(late.cause, thrown);
});

test("a refresh token that `refresh` gives is kept although the rest is of no use", async (t) => {
  const clock = wakingClock(t);
  const seen = [];
  const manager = await createWith(t, {
    ...custom(() => {
      if (seen.push("acquire") > 1) throw new Error("nobody is here");
      return { accessToken: "first", expiresIn: 3600, refreshToken: "R0" };
    }),
    refresh({ refreshToken }) {
      seen.push(refreshToken);
      return seen.length === 2 ? { scope: { read: true }, refreshToken: "R1" } : { accessToken: "second", scope: ["read", "write"] };
    },
  });
  await manager.getToken();
  clock.advanceSeconds(3601);
  await assertRejects(manager.getToken(), "TokenRefreshError");
  assert.equal((await manager.getTokens()).refreshToken, "R1");
  assert.equal(await manager.getToken(), "second");
  assert.deepEqual(seen, ["acquire", "R0", "acquire", "R1"]);
  assert.equal(manager.getTokenInfo().scope, "read write");
});

test("acquire that never settles ends with the timeout, and its signal is aborted", async (t) => {
  let signal;
  const never = custom((context) => {
    ({ signal } = context);
    return new Promise(() => {});
  });
  const manager = await createWith(t, { ...never, retryPolicy: { ...oneAttempt, timeoutMs: 80 } });
  await assertRejects(within(5_000, manager.getToken(), "getToken"), "TokenAcquisitionError", { code: "timeout" });
  await eventually(() => signal.aborted, "the signal is aborted");
});

test("close and clear abort the signal", async (t) => {
  for (const end of ["close", "clear"]) {
    const started = deferred();
    const manager = await createWith(t, custom(({ signal }) => {
      started.resolve(signal);
      return new Promise(() => {});
    }));
    const waiting = rejection(manager.getToken());
    const signal = await started.promise;
    await manager[end]();
    await eventually(() => signal.aborted, `${end} aborts`);
    await within(2_000, waiting, "the caller");
  }
});

test("acquire that asks its own manager for the same token does not deadlock", async (t) => {
  const manager = await createWith(t, {
    ...custom(async () => ({ accessToken: await manager.getToken() })),
    retryPolicy: { ...oneAttempt, timeoutMs: 150, deadlineMs: 400 },
  });
  await assertRejects(within(5_000, manager.getToken(), "getToken"), "TokenAcquisitionError");
});

test("acquire may call the manager's other methods", async (t) => {
  const manager = await createWith(t, custom(() => {
    assert.equal(manager.getTokenInfo().state, "authenticating");
    assert.equal(manager.peekToken(), undefined);
    assert.deepEqual(manager.listProviders(), ["api"]);
    return { accessToken: "T", expiresIn: 60 };
  }));
  assert.equal(await manager.getToken(), "T");
});

test("a static token is handed out as it is, without any request", async (t) => {
  const manager = await createWith(t, { grant: "static", token: "static-token", tokenType: "Bearer" });
  assert.equal(await manager.getToken(), "static-token");
  assert.deepEqual(await manager.getAuthHeaders(), { Authorization: "Bearer static-token" });
  assert.equal(manager.getTokenInfo().state, "valid");
  assert.equal(manager.needsRefresh(), false);
});

test("an expired static token is a TokenExpiredError", async (t) => {
  const clock = wakingClock(t);
  const manager = await createWith(t, { grant: "static", token: "static-token", expiresAt: Date.now() + 3_600_000 });
  assert.equal(await manager.getToken(), "static-token");
  clock.advanceSeconds(3601);
  await assertRejects(manager.getToken(), "TokenExpiredError", { code: "token_expired", provider: "api" });
  assert.equal(manager.peekToken(), undefined);
  assert.equal(manager.isExpired(), true);
});

test("a static token near its end is returned, since there is no other", async (t) => {
  const clock = wakingClock(t);
  const manager = await createWith(t, { grant: "static", token: "static-token", expiresAt: Date.now() + 3_600_000 });
  await manager.getToken();
  clock.advanceSeconds(3595);
  assert.equal(await manager.getToken(), "static-token");
  await nextTurn();
});

test("errors of custom and static configurations name the wrong option", async () => {
  const wrong = [
    [{ grant: "custom" }, "providers.api.acquire"],
    [{ grant: "custom", acquire: "canary" }, "providers.api.acquire"],
    [{ grant: "custom", acquire() {}, refresh: "canary" }, "providers.api.refresh"],
    [{ grant: "static" }, "providers.api.token"],
    [{ grant: "static", token: "" }, "providers.api.token"],
    [{ grant: "static", token: 5 }, "providers.api.token"],
    [{ grant: "static", token: "t", expiresAt: Number.NaN }, "providers.api.expiresAt"],
    [{ grant: "static", token: "t", expiresAt: "tomorrow" }, "providers.api.expiresAt"],
    [{ grant: "static", token: "t", tokenType: 5 }, "providers.api.tokenType"],
    [{ grant: "static", token: "t", clientId: "c" }, "providers.api.clientId"],
  ];
  for (const [api, path] of wrong) {
    const error = await assertBadConfiguration({ providers: { api } }, path);
    assert.ok(!error.message.includes("canary"));
  }
});

function custom(acquire) {
  return { grant: "custom", acquire, retryPolicy: oneAttempt };
}
