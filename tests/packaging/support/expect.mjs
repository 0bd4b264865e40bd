// The expected result of the scenario, in every kind of consumer.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

const { version } = JSON.parse(readFileSync(new URL("../../../pkg/package.json", import.meta.url), "utf8"));

/** Checks the scenario's result, and that all its calls together sent one token request. */
export function expectScenario(result, endpoint) {
  const token = "token-1";
  assert.deepEqual(result, {
    version,
    verified: Array(2).fill(["ada", "ada", true, "issuer: must be an https URL; plain http is only for loopback addresses"]),
    oneClass: true,
    tokens: [token, token, token],
    headers: { Authorization: `Bearer ${token}` },
    state: "valid",
    hasToken: true,
    error: { name: "InvalidConfigurationError", code: "invalid_configuration", classes: [true, true, true], namesTheOption: true },
  });
  assert.deepEqual(endpoint.requests, [
    { method: "POST", authorization: `Basic ${btoa("consumer:s3cret")}`, body: "grant_type=client_credentials" },
  ]);
}
