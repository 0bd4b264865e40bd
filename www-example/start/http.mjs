// Starting and stopping Node's http servers, on this machine's own address alone.

/** 127.0.0.1: nothing of this example can be reached from another machine. */
export const HOST = "127.0.0.1";

export function listen(server, port) {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, HOST, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

export function closeServer(server) {
  return new Promise((resolve) => {
    server.close(() => resolve());
    // Browsers hold connections open; waiting for them would take minutes.
    server.closeAllConnections();
  });
}
