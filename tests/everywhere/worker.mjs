// The suite in a worker: dedicated, shared or service.

import * as tokenward from "../../pkg/index.js";
import { runSuite } from "./suite.mjs";

/** @param {MessageEvent & { waitUntil?: (work: Promise<unknown>) => void }} event */
function answer(event) {
  const work = runSuite(tokenward, event.data).then((outcome) => event.ports[0].postMessage(outcome));
  event.waitUntil?.(work);
}

addEventListener("connect", ({ ports: [port] }) => (port.onmessage = answer));
addEventListener("message", answer);
