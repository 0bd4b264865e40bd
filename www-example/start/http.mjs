// Starts and stops Node's http servers, only on this machine's own address.

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

/** For requests without a body: the handler takes a Request and returns a Response, like a Worker's. */
export function withFetchHandler(handler) {
  return async ({ method, url, headers }, response) => {
    try {
      const answer = await handler(new Request(new URL(url, `http://${headers.host}`), { method, headers }));
      response.writeHead(answer.status, Object.fromEntries(answer.headers));
      response.end(await answer.text());
    } catch (error) {
      console.error(error);
      response.writeHead(500).end();
    }
  };
}
