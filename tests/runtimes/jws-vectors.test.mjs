// Wycheproof's 401 test vectors for JWS, and the examples of RFC 7515, RFC 7520 and RFC 8037, by `createVerifier`.
//
// Their payloads are not claims, so the verifier accepts none of them. But it reports wrong claims only for a token with a valid
// signature: exactly that error counts as accepted here.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { tokenward } from "../support/tokenward.mjs";

const ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"];
const OF_CLAIMS = /^(the JWT's payload is not (UTF-8|a JSON object)|the token is from another issuer \(iss\))$/;

async function accepted(key, jws) {
  const verifier = tokenward.createVerifier({ issuer: "nobody", audience: "nobody", jwks: { keys: [key] }, algorithms: ALGORITHMS });
  try {
    await verifier.verify(jws);
  } catch (error) {
    assert.equal(error.name, "InvalidTokenError", error.stack);
    assert.equal(error.retryable, false);
    return OF_CLAIMS.test(error.message);
  }
  assert.fail("no vector is a token for nobody");
}

/**
 * Vectors that Wycheproof calls valid and this verifier refuses deliberately, with the reason. The other 387 agree, and no more can
 * without removing a rule. Only the first eight would be left if two kinds of vectors were counted differently, which the verifier
 * cannot choose. 372 and 373 are valid in the file but invalid by their names, and they use HMAC. 346, 347, 350 and 351 are examples of
 * RFC 7520 with the keys of its other examples: the verifier would have to ignore the key's own algorithm, which other vectors of the
 * same file ("WrongPrimitive") forbid, as does RFC 8725 §3.1.
 */
const DIFFERENT = {
  "HMAC: with an issuer's keys, which are public, it is never accepted (RFC 8725 §3.1)": [1, 348, 352, 357, 358, 359, 376, 377],
  "HMAC, and a question mark in the middle of base64url (RFC 7515 §2)": [372, 373],
  'the key is for "PS256" and the token says PS384: a key is used for its own algorithm alone (RFC 7517 §4.4)': [346, 350],
  'the key is for "ES521", which is no algorithm (RFC 7518 §3.1)': [347, 351],
};

test("Wycheproof's vectors for JWS", async () => {
  const groups = vectors();
  const all = groups.flatMap(({ key, tests }) => tests.map((vector) => ({ key, ...vector })));
  assert.equal(all.length, 401);
  const differ = [];
  for (const { id, key, jws, valid } of all) if ((await accepted(key, jws)) !== valid) differ.push(id);
  assert.deepEqual(differ, Object.values(DIFFERENT).flat().sort((a, b) => a - b));
});

const RSA_7515 = {
  kty: "RSA",
  n: "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ",
  e: "AQAB",
};
const CLAIMS_7515 = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";

/** [key, token] of examples that are good. */
const EXAMPLES = {
  "RFC 7515 A.2 (RS256)": [
    RSA_7515,
    `eyJhbGciOiJSUzI1NiJ9.${CLAIMS_7515}.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw`,
  ],
  "RFC 7515 A.3 (ES256)": [
    { kty: "EC", crv: "P-256", x: "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", y: "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0" },
    `eyJhbGciOiJFUzI1NiJ9.${CLAIMS_7515}.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q`,
  ],
  "RFC 7515 A.4 (ES512)": [
    {
      kty: "EC", crv: "P-521",
      x: "AekpBQ8ST8a8VcfVOTNl353vSrDCLLJXmPk06wTjxrrjcBpXp5EOnYG_NjFZ6OvLFV1jSfS9tsz4qUxcWceqwQGk",
      y: "ADSmRA43Z1DSNx_RvcLI87cdL07l6jQyyBXMoxVg_l2Th-x3S1WDhjDly79ajL4Kkd0AZMaZmh9ubmf63e3kyMj2",
    },
    "eyJhbGciOiJFUzUxMiJ9.UGF5bG9hZA.AdwMgeerwtHoh-l192l60hp9wAHZFVJbLfD_UxMi70cwnZOYaRI1bKPWROc-mZZqwqT2SI-KGDKB34XO0aw_7XdtAG8GaSwFKdCAPZgoXD2YBJZCPEX3xKpRwcdOO8KpEHwJjyqOgzDO7iKvU8vcnwNrmxYbSW9ERBXukOXolLzeO_Jn",
  ],
  "RFC 8037 A.4 (Ed25519)": [
    { kty: "OKP", crv: "Ed25519", x: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" },
    "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg",
  ],
};
for (const [name, [key, jws]] of Object.entries(EXAMPLES)) {
  test(`${name} is good, and nothing like it`, async () => {
    assert.ok(await accepted(key, jws));
    const [header, payload, signature] = jws.split(".");
    for (const changed of [`${header}.${payload}.${flipped(signature)}`, `${header}.${flipped(payload)}.${signature}`, `${header}.${payload}.`]) {
      assert.ok(!(await accepted(key, changed)));
    }
  });
}

test("RFC 7520's examples are among Wycheproof's; RFC 7515 A.1 and A.5 are HMAC and none", async () => {
  const examples = vectors().filter(({ comment }) => comment.startsWith("rfc7520"));
  assert.equal(examples.flatMap(({ tests }) => tests).length, 8);
  assert.ok(!(await accepted(RSA_7515, `eyJhbGciOiJub25lIn0.${CLAIMS_7515}.`)));
  assert.ok(!(await accepted({ kty: "oct", k: "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow" }, `eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.${CLAIMS_7515}.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk`)));
});

function vectors() {
  const root = fileURLToPath(new URL("../..", import.meta.url));
  return JSON.parse(execFileSync("cargo", ["run", "--quiet", "--package", "xtask", "--", "vectors"], { cwd: root, maxBuffer: 1 << 24, encoding: "utf8" }));
}

/** The text with its tenth character changed. */
const flipped = (text) => text.slice(0, 9) + (text[9] === "A" ? "B" : "A") + text.slice(10);
