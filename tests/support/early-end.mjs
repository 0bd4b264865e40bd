// Ends the request that leads a refresh, at each step and in each way, and reports the outcome of all other requests.

import { createServer } from "node:http";
import { kCurrentWorker } from "miniflare";
import { closeAfter } from "./cleanup.mjs";
import { deferred, pause, within } from "./wait.mjs";
import { startWorker } from "./workerd.mjs";

export const STEPS = ["before it is sent", "sent", "half of the answer read", "before it is stored", "after it is stored"];
export const ENDINGS = ["return", "throw", "cancel"];
/** The time that the step takes after the leader ended, if another request remains. */
const GOES_ON_MS = 300;
const FOLLOWERS = 8;

/**
 * @param {{ after(close: () => unknown): void }} t
 * @param {Record<string, unknown>} bindings of the Worker
 * @param {number} bound the longest wait of a request, in milliseconds
 */
export async function endEarly(t, bindings, bound, options = {}) {
  const control = await startControl(t);
  const worker = await startWorker(t, "early-end", {
    bindings: { CONTROL: control.origin, ...bindings },
    serviceBindings: { SELF: kCurrentWorker },
    // The runtime reports each request that threw, and each promise that was settled after its request.
    handleRuntimeStdio: (...streams) => streams.forEach((stream) => stream.resume()),
    ...options,
  });
  const cases = STEPS.flatMap((step) => ENDINGS.map((ending) => ({ step, ending })));
  return Promise.all(cases.map((one, index) => runCase(control, worker.url, `case-${index}`, one, bound)));
}

async function runCase(control, url, key, { step, ending }, bound) {
  const state = control.add(key, step, ending);
  const role = ending === "cancel" ? "cancel" : "lead";
  const way = `${step === STEPS.at(-1) ? "answered-" : ""}${ending}`;
  const leader = fetch(new URL(`/${role}/${key}/${way}`, url)).then((response) => response.text());
  await within(5_000, state.reached.promise, `${key}: ${step}`);
  const ask = async () => {
    const began = performance.now();
    const outcome = await within(bound, fetch(new URL(`/follow/${key}`, url)).then((response) => response.json())).catch(() => ({ hung: true }));
    return { ...outcome, ms: Math.round(performance.now() - began) };
  };
  const followers = Array.from({ length: FOLLOWERS }, ask);
  await pause(100);
  state.end.resolve();
  await leader;
  await pause(GOES_ON_MS);
  state.goOn.resolve();
  const outcomes = await Promise.all(followers);
  const later = await ask();
  return {
    step,
    ending,
    tokens: outcomes.filter(({ token }) => token).length,
    errors: outcomes.filter(({ code }) => code).length,
    hung: outcomes.filter(({ hung }) => hung).length,
    untyped: outcomes.filter(({ token, code, hung }) => !token && !code && !hung).length,
    slowest: Math.max(...outcomes.map(({ ms }) => ms)),
    later: later.token ? "token" : (later.code ?? "hung"),
    requests: state.requests,
  };
}

/** An authorization server and a store. Each waits at the step of its case, the first time. */
async function startControl(t) {
  const states = new Map();
  const server = createServer((request, response) => answer(request, response).catch(() => response.destroy()));
  async function answer(request, response) {
    const key = /\/k\/([\w-]+)/.exec(request.url)[1];
    const state = states.get(key);
    const wait = async (step) => {
      if (state.step !== step || state.waited) return;
      state.waited = true;
      state.reached.resolve();
      await state.goOn.promise;
    };
    request.resume();
    const json = (body) => response.setHeader("content-type", "application/json").end(JSON.stringify(body));
    if (request.url.endsWith("/never")) {
      if (state.step === STEPS.at(-1)) state.reached.resolve();
    } else if (request.url.endsWith("/end")) {
      if (state.step === STEPS.at(-1) && state.ending !== "cancel") state.reached.resolve();
      await state.end.promise;
      response.end();
    } else if (request.url.endsWith("/store")) {
      await wait("before it is stored");
      response.end("stored");
    } else if (request.url.includes("well-known")) {
      await wait("before it is sent");
      json({ issuer: `${control.origin}/k/${key}`, token_endpoint: `${control.origin}/k/${key}/token` });
    } else {
      state.requests += 1;
      await wait("sent");
      const body = JSON.stringify({ access_token: `${key}-${state.requests}`, token_type: "Bearer", expires_in: 3600 });
      response.setHeader("content-type", "application/json");
      response.write(body.slice(0, 20));
      await wait("half of the answer read");
      response.end(body.slice(20));
    }
  }
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  closeAfter(t, () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  const control = {
    origin: `http://127.0.0.1:${server.address().port}`,
    add(key, step, ending) {
      const state = { step, ending, waited: false, requests: 0, reached: deferred(), end: deferred(), goOn: deferred() };
      states.set(key, state);
      return state;
    },
  };
  return control;
}
