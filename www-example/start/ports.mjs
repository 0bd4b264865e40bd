// The ports of the example's four servers.

import { createServer } from "node:net";
import { HOST } from "./http.mjs";

const PARTS = ["page", "authServer", "api", "worker"];

/** Any four free ports: for tests, which may run beside other programs. */
export async function anyPorts() {
  const servers = await Promise.all(PARTS.map(() => openOn(0)));
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map(closeNetServer));
  return Object.fromEntries(PARTS.map((part, index) => [part, ports[index]]));
}

/** `first` and the next ones, without ports in use; `onTaken(port)` is called for each of those. */
export async function portsFrom(first, onTaken) {
  const ports = {};
  let port = first;
  for (const part of PARTS) {
    while (!(await isFree(port))) onTaken(port++);
    ports[part] = port++;
  }
  return ports;
}

async function isFree(port) {
  if (port > 65_535) throw new Error("There is no free port left: try a smaller --port");
  try {
    await closeNetServer(await openOn(port));
    return true;
  } catch (error) {
    if (error.code === "EADDRINUSE" || error.code === "EACCES") return false;
    throw error;
  }
}

function openOn(port) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(port, HOST, () => resolve(server));
  });
}

function closeNetServer(server) {
  return new Promise((resolve) => server.close(resolve));
}
