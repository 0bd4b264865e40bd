// Assertions about errors and events.

import assert from "node:assert/strict";
import { TokenManager, tokenward } from "./tokenward.mjs";

/**
 * The error is of the package's class `className` (or one of several) and has these members. A member whose expected value
 * is an array may have any of its values; an expected RegExp has to match.
 */
export function assertError(error, className, members = {}) {
  const names = [className].flat();
  assert.ok(error instanceof Error, `not an Error but ${String(error)}`);
  const fits = names.some((name) => error instanceof tokenward[name]);
  assert.ok(fits, `${error.constructor.name} (${error.code}: ${error.message}) is no ${names.join(" or ")}`);
  assert.ok(error instanceof tokenward.TokenError);
  assert.ok(names.includes(error.name), `its name is ${error.name}`);
  for (const [member, expected] of Object.entries(members)) {
    if (expected instanceof RegExp) assert.match(String(error[member]), expected);
    else if (Array.isArray(expected)) assert.ok(expected.includes(error[member]), `${member} is ${error[member]}: ${error.message}`);
    else assert.equal(error[member], expected, `${member} of ${error.name}: ${error.message}`);
  }
  return error;
}

/** The promise rejects with such an error, which is returned. */
export async function assertRejects(promise, className, members) {
  return assertError(await rejection(promise), className, members);
}

/** The call throws such an error, or returns a promise that rejects with it. */
export async function assertRefused(call, className, members) {
  return assertRejects((async () => call())(), className, members);
}

/** The error that the promise rejects with. */
export async function rejection(promise) {
  let value;
  try {
    value = await promise;
  } catch (error) {
    return error;
  }
  assert.fail(`no rejection, but ${typeof value === "string" ? "a token" : String(value)}`);
}

/** `create` refuses these options; the message names `path`. */
export async function assertBadConfiguration(options, path) {
  const error = await rejection(TokenManager.create(options));
  assertError(error, "InvalidConfigurationError", { code: "invalid_configuration", retryable: false });
  assert.ok(error.message.includes(path), `the message does not name ${path}: ${error.message}`);
  return error;
}

const EVENTS = ["added", "refreshed", "expiring", "expired", "removed", "error", "reauthenticate", "fallback", "state", "signedIn", "signedOut", "stepUp", "storageError"];

/** Records every event of the manager from now on. */
export function recordEvents(manager) {
  const all = [];
  for (const name of EVENTS) manager.on(name, (event) => all.push({ name, ...event }));
  return {
    all,
    named: (name) => all.filter((event) => event.name === name),
    count: (name) => all.filter((event) => event.name === name).length,
    /** Names in order, without `state`. */
    get names() {
      return all.map(({ name }) => name).filter((name) => name !== "state");
    },
  };
}
