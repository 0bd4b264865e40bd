// A tab that sends its token request, and dies or freezes before the response arrives, while other tabs wait for their token.

import { pause, within } from "../support/wait.mjs";
import { openTab } from "./tabs.mjs";

const LATER_MS = 2 * 3_600_000;

/** The fates of the tab. Each returns a function that brings the tab back, if possible. */
export const FATES = {
  closed: async ({ page }) => void (await page.close()),
  crashed: async ({ process }) => void kill(process, "SIGKILL"),
  frozen: async ({ process }) => (kill(process, "SIGSTOP"), () => kill(process, "SIGCONT")),
  "navigated away": async ({ page }) => {
    await page.goto(new URL("/elsewhere", page.url()).href);
    return () => page.goBack({ waitUntil: "commit" });
  },
};

/**
 * Opens a tab and `others` more with one session at `server` (see `startRealOrigin`) whose access token ends now. The first tab
 * asks for a new one; while its request is at the server the others ask as well, and `fate` strikes. The network loses `lost`: the
 * "request" before the server sees it, or the "answer" with the rotated refresh token.
 *
 * Returns for each other tab its answer (a token, or the code of an error) and its wait; the number of token requests and their errors;
 * the number of `reauthenticate` events of the tabs; and the tabs.
 */
export async function strikeHolder(browser, context, server, { fate, lost, others = 3, options, before }) {
  // No background renewals: otherwise another tab may renew once its clock is set, and `fate` would strike that one.
  const given = { storage: "indexeddb", background: false, providers: await server.providers(), ...options };
  const holder = await openTab(context, server, given, before);
  const process = await rendererOf(browser, holder.page);
  const rest = [];
  for (let i = 0; i < others; i++) rest.push(await openTab(context, server, given, before));
  for (const tab of [holder, ...rest]) {
    await tab.getToken();
    await tab.page.evaluate((ahead) => window.setClock(ahead), LATER_MS);
  }

  const [requests, refused] = [server.tokenRequests(), server.refused.length];
  const struck = strikeOnce(server.network, lost);
  await holder.page.evaluate(() => void window.manager.getToken().catch(() => {}));
  await within(10_000, struck.sent, "the holder's request");
  const answers = rest.map(({ page }) => page.evaluate(askAndSay));
  await pause(100);
  const back = await FATES[fate]({ page: holder.page, process });
  const since = performance.now();
  const answered = await Promise.all(rest.map(async (_, i) => ({ answer: await answers[i], ms: performance.now() - since })));
  // Not before: a browser reports a page as closed a moment before its scripts end, so they could still get the answer.
  struck.letGo();
  return {
    answers: answered,
    requests: server.tokenRequests() - requests,
    refused: server.refused.slice(refused),
    reauthenticate: (await Promise.all(rest.map(({ events }) => events()))).flat().filter((name) => name === "reauthenticate").length,
    holder,
    rest,
    back,
    close: () => Promise.all([holder, ...rest].map(({ page }) => page.close())),
  };
}

const askAndSay = () => window.manager.getToken().catch(({ code }) => `error: ${code}`);

/** Holds the next request, or its answer, until `letGo`; later ones pass. */
function strikeOnce(network, lost) {
  let letGo, sent;
  const free = new Promise((resolve) => (letGo = resolve));
  const promise = new Promise((resolve) => (sent = resolve));
  network.beforeToken = async () => {
    network.beforeToken = undefined;
    if (lost === "answer") {
      network.afterToken = async () => {
        sent();
        await free;
      };
      // Only of this request.
      setImmediate(() => (network.afterToken = undefined));
      return undefined;
    }
    sent();
    // After a broken connection the browser itself would send the request again.
    return "lost";
  };
  return { sent: promise, letGo };
}

/** The process that runs a page: a busy page keeps it busy. */
async function rendererOf(browser, page) {
  const session = await browser.newBrowserCDPSession();
  const times = async () => {
    const { processInfo } = await session.send("SystemInfo.getProcessInfo");
    return new Map(processInfo.filter(({ type }) => type === "renderer").map(({ id, cpuTime }) => [id, cpuTime]));
  };
  for (;;) {
    const before = await times();
    await page.evaluate(() => {
      let sum = 0;
      for (let i = 0; i < 3e8; i++) sum += i % 7;
      return sum;
    });
    const after = await times();
    const busy = [...after].map(([id, time]) => ({ id, time: time - (before.get(id) ?? 0) }));
    const [most, second] = busy.sort((a, b) => b.time - a.time);
    // Other processes may be busy as well: for example a spare one of the browser.
    if (most.time < 3 * (second?.time ?? 0)) continue;
    await session.detach();
    return most.id;
  }
}

const kill = (id, signal) => globalThis.process.kill(id, signal);
