// The suite in a page, or in a worker of the page's: `?<kind>&<origin of the suite's server>`. The result is left on `window`.

import * as tokenward from "../../pkg/index.js";
import { runSuite } from "./suite.mjs";

const [kind, origin] = location.search.slice(1).split("&");
const worker = new URL("worker.mjs", import.meta.url);

const KINDS = {
  page: () => runSuite(tokenward, origin),
  worker: () => ask(new Worker(worker, { type: "module" })),
  shared: () => ask(new SharedWorker(worker, { type: "module" }).port),
  async service() {
    await navigator.serviceWorker.register(new URL("service-worker.mjs", import.meta.url), { type: "module" });
    return ask((await navigator.serviceWorker.ready).active);
  },
};

function ask(port) {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve, reject) => {
    port1.onmessage = ({ data }) => resolve(data);
    port.onerror = (event) => reject(event.error ?? event.message);
    port.postMessage(origin, [port2]);
  });
}

window.result = await KINDS[kind]().catch((error) => ({ where: `${error?.stack ?? error}`, results: [] }));
