// decodeJwt reads a JWT without verifying it: strictly, or not at all.

import assert from "node:assert/strict";
import { test } from "node:test";
import { SignJWT, UnsecuredJWT } from "jose";
import { assertError } from "../support/expect.mjs";
import { tokenward } from "../support/tokenward.mjs";

const { decodeJwt } = tokenward;
const part = (value) => Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");
const jwt = (header, payload, signature = "c2ln") => `${part(header)}.${part(payload)}.${signature}`;
const HEADER = { alg: "HS256", typ: "JWT" };

test("a signed JWT comes out as header and payload", async () => {
  const claims = { sub: "ü🔑", scope: "a b", nested: { list: [1, 2.5, null, true, "x"] }, big: 1.5e300, exp: 1_800_000_000.5 };
  const token = await new SignJWT(claims).setProtectedHeader({ alg: "HS256", kid: "k/1" }).sign(new TextEncoder().encode("x".repeat(32)));
  assert.deepEqual(decodeJwt(token), { header: { alg: "HS256", kid: "k/1" }, payload: claims });
});

test("an unsecured JWT can be inspected, too", () => {
  assert.equal(decodeJwt(new UnsecuredJWT({ sub: "s" }).encode()).payload.sub, "s");
});

test("claims named like parts of a prototype are data", () => {
  const { payload } = decodeJwt(jwt('{"alg":"HS256"}', '{"__proto__":{"admin":true},"constructor":1}'));
  assert.equal(payload.admin, undefined);
  assert.equal({}.admin, undefined);
  assert.equal(payload.constructor, 1);
});

test("texts that look like names, names that are numbers, and 32 levels are good", () => {
  const payload = { a: '":', b: ['"x":1', "\\", '\\"', "{\"a\":1}"], 1: { 1: { a: "" } }, "": "", '"': ':', "\\": 1, "a\\\"": 2, deep: JSON.parse("[".repeat(31) + "]".repeat(31)) };
  assert.deepEqual(decodeJwt(jwt(HEADER, JSON.stringify(payload, null, "\t "))).payload, payload);
});

test("64 KB of quotes, backslashes or names cost no more than other text", () => {
  const claims = { quotes: '"'.repeat(16_000), slashes: "\\".repeat(16_000), names: Object.fromEntries(Array.from({ length: 4_000 }, (_, i) => [`n${i}`, 0])) };
  for (const claim of Object.values(claims)) assert.deepEqual(decodeJwt(jwt(HEADER, { claim })).payload, { claim });
});

const [H, P] = [part(HEADER), part({ sub: "s" })];
const BAD = {
  "empty text": "",
  "an opaque token": "opaque-canary-token",
  "two parts": `${H}.${P}`,
  "four parts": `${H}.${P}.c2ln.c2ln`,
  "five parts, an encrypted one": `${H}.a.b.c.d`,
  "an empty header": `.${P}.c2ln`,
  "an empty payload": `${H}..c2ln`,
  "padding": `${H}=.${P}.c2ln`,
  "white space": `${H}.${P} .c2ln`,
  "a line break": `${H}.${P}.c2ln\n`,
  "the other base64 alphabet": `${H}.${part({ a: "\u00ff\u00fe?>" }).replaceAll("_", "/").replaceAll("-", "+")}+/.c2ln`,
  "trailing bits": `${H}.${P.slice(0, -1)}${String.fromCharCode(P.charCodeAt(P.length - 1) + 1)}.c2ln`,
  "a header that is no JSON": `${part("canary")}.${P}.c2ln`,
  "a header that is an array": `${part([])}.${P}.c2ln`,
  "a payload that is no object": `${H}.${part('"canary"')}.c2ln`,
  "a payload of null": `${H}.${part("null")}.c2ln`,
  "a payload that is not UTF-8": `${H}.${Buffer.from([0x7b, 0xff, 0x7d]).toString("base64url")}.c2ln`,
  "a payload nested too deeply": `${H}.${part("[".repeat(50_000))}.c2ln`,
  "characters beyond ASCII": `${H}.${P}.üü`,
  "a letter whose lower byte is a digit of base64url": `${H}.${P}.\u0141\u0141\u0141\u0141`,
  "a payload nested a level too deeply": `${H}.${part(`{"a":${"[".repeat(32)}${"]".repeat(32)}}`)}.c2ln`,
  "a payload with a byte order mark": `${H}.${part("\ufeff{}")}.c2ln`,
  "a name twice in the header": `${part('{"alg":"HS256","alg":"none"}')}.${P}.c2ln`,
  "a name twice in the payload": `${H}.${part('{"sub":"a","sub":"a"}')}.c2ln`,
  "a name twice, spelled in two ways": `${H}.${part('{"sub":"a" , "s\\u0075b" : "b"}')}.c2ln`,
  "a name twice, deep inside": `${H}.${part('{"a":[{"b":{"\\\\\\"":1,"\\\\\\"":2}}]}')}.c2ln`,
  "__proto__ twice": `${H}.${part('{"__proto__":1,"__proto__":{}}')}.c2ln`,
};
for (const [name, token] of Object.entries(BAD)) {
  test(`${name} is an InvalidTokenError`, () => {
    assert.throws(() => decodeJwt(token), (error) => {
      assertError(error, "InvalidTokenError", { code: "invalid_token", retryable: false });
      assert.ok(!`${error.message}${error.stack}`.includes("canary"), error.message);
      return true;
    });
  });
}

test("a non-string is a typed error", () => {
  for (const value of [undefined, null, 5, {}, [], Symbol("s"), new String("a.b.c")]) {
    assert.throws(() => decodeJwt(value), (error) => error instanceof tokenward.TokenError);
  }
});

test("random text never breaks it", () => {
  const alphabet = "ABCxyz019-_.=+/ {}[]\":,\u00e9\u0000";
  let seed = 42;
  const random = (n) => (seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31) % n;
  for (let i = 0; i < 3_000; i++) {
    const token = Array.from({ length: random(60) }, () => alphabet[random(alphabet.length)]).join("");
    try {
      decodeJwt(random(2) ? token : jwt(HEADER, token));
    } catch (error) {
      assert.ok(error instanceof tokenward.InvalidTokenError, `${JSON.stringify(token)}: ${error}`);
    }
  }
});
