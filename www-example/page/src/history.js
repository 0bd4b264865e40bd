// What the manager told this page, newest first. No token is ever in it: events hold none.

import { byId, element, timeOf } from "./dom.js";

const LONGEST = 60;

const lines = {
  added: ({ info }) => `Signed in: the token lives until ${timeOf(info.expiresAt)}`,
  refreshed: ({ info }) => `Renewed: the new token lives until ${timeOf(info.expiresAt)}`,
  expiring: () => "The token will expire soon: a renewal begins",
  expired: () => "The token has expired",
  removed: () => "Signed out: nothing is kept",
  error: ({ error, nextAttemptAt }) =>
    `${error.message} (${error.code})${nextAttemptAt ? `; next attempt at ${timeOf(nextAttemptAt)}` : ""}`,
  reauthenticate: () => "The server no longer accepts the refresh token: sign in again",
  storageError: ({ error }) => `Storage does not work: ${error.message}`,
};

export function showHistory(manager) {
  for (const [event, line] of Object.entries(lines)) {
    manager.on(event, (detail) => add(event, line(detail)));
  }
}

function add(event, text) {
  const now = new Date();
  const entry = element("li", {}, element("time", { dateTime: now.toISOString(), textContent: timeOf(now) }), element("span", { textContent: text }));
  entry.dataset.event = event;

  const list = byId("history");
  list.prepend(entry);
  while (list.children.length > LONGEST) list.lastElementChild.remove();
  byId("history-empty").hidden = true;
}
