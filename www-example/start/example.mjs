// Starts the four parts of the example in one process (workerd apart), and stops them again.

import { randomBytes } from "node:crypto";
import { HOST } from "./http.mjs";
import { requirePackage } from "./package.mjs";
import { anyPorts } from "./ports.mjs";

const API_AUDIENCE = "urn:tokenward:example-api";
const WORKER_AUDIENCE = "urn:tokenward:example-worker";

/**
 * @param {object} [options]
 * @param {{ page: number, authServer: number, api: number, worker: number }} [options.ports] default: any free ones
 * @param {number} [options.accessTokenSeconds] default 60
 * @param {string} [options.adminSecret] opens the Worker's routes for operators. Default: made anew
 * @param {(line: string) => void} [options.progress] called with each step of the start
 * @returns the running example: `urls`, `adminSecret`, `stats()` (the authorization server's counts), `storedKeys()` (names in the
 *   Worker's KV), and `stop()`
 */
export async function startExample({ ports, accessTokenSeconds = 60, adminSecret = newSecret(), progress = () => {} } = {}) {
  await requirePackage();
  const { page, authServer, api, worker } = ports ?? (await anyPorts());
  const urls = {
    page: `http://${HOST}:${page}`,
    authServer: `http://${HOST}:${authServer}`,
    api: `http://${HOST}:${api}`,
    worker: `http://${HOST}:${worker}`,
  };
  const pageClient = { clientId: "example-page" };
  // The Worker's secret is new at every start and is never written down.
  const workerClient = { clientId: "example-worker", clientSecret: newSecret() };

  const started = [];
  async function start(name, begin) {
    progress(name);
    const part = await begin().catch((cause) => {
      throw new Error(`${name} could not be started: ${cause.message}`, { cause });
    });
    started.push(part);
    return part;
  }
  async function stop() {
    const results = await Promise.allSettled(started.splice(0).map((part) => part.stop()));
    const failed = results.find(({ status }) => status === "rejected");
    if (failed) throw failed.reason;
  }

  try {
    const server = await start("Authorization server (oidc-provider)", async () => {
      const { startAuthServer } = await import("../auth-server/server.mjs");
      return startAuthServer({
        port: authServer,
        issuer: urls.authServer,
        pageOrigin: urls.page,
        apiAudience: API_AUDIENCE,
        workerAudience: WORKER_AUDIENCE,
        accessTokenSeconds,
        pageClient,
        workerClient,
      });
    });
    await start("Protected API", async () => {
      const { startApi } = await import("../api/server.mjs");
      return startApi({ port: api, issuer: urls.authServer, audience: API_AUDIENCE, pageOrigin: urls.page });
    });
    const runningWorker = await start("Worker (workerd)", async () => {
      const { startWorker } = await import("../worker/run.mjs");
      return startWorker({
        port: worker,
        bindings: {
          ISSUER: urls.authServer,
          API_URL: urls.api,
          AUDIENCE: WORKER_AUDIENCE,
          PAGE_ORIGIN: urls.page,
          CLIENT_ID: workerClient.clientId,
          CLIENT_SECRET: workerClient.clientSecret,
          ADMIN_SECRET: adminSecret,
        },
      });
    });
    await start("Page (Vite)", async () => {
      const { startPage } = await import("../page/serve.mjs");
      return startPage({
        port: page,
        settings: {
          VITE_ISSUER: urls.authServer,
          VITE_CLIENT_ID: pageClient.clientId,
          VITE_API_URL: urls.api,
          VITE_WORKER_URL: urls.worker,
          VITE_WORKER_AUDIENCE: WORKER_AUDIENCE,
        },
      });
    });
    return { urls, adminSecret, stats: server.stats, storedKeys: runningWorker.storedKeys, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function newSecret() {
  return randomBytes(24).toString("base64url");
}
