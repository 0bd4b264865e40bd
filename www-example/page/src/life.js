// The token's life: a number and a bar that run down, with a mark where the renewal is due.

import { byId, timeOf } from "./dom.js";
import { USER } from "./tokens.js";

const texts = {
  not_authenticated: "Signed out",
  authenticating: "Signing in",
  valid: "Valid",
  expiring: "About to be renewed",
  refreshing: "Being renewed",
  expired: "Expired",
  failed: "Failed",
};

const calm = matchMedia("(prefers-reduced-motion: reduce)");

export function showLife(manager) {
  let renewals = 0;
  manager.on("refreshed", () => (byId("fact-renewals").textContent = String(++renewals)));
  manager.on("state", ({ to }) => announce(to));

  function draw() {
    const info = manager.getTokenInfo(USER);
    drawState(info);
    drawBar(info);
    requestAnimationFrame(draw);
  }
  draw();
}

function drawState({ state, obtainedAt, expiresAt, nextRefreshAt }) {
  const label = byId("state");
  if (label.dataset.state !== state) {
    label.dataset.state = state;
    label.textContent = texts[state];
  }
  setTime("fact-obtained", obtainedAt);
  setTime("fact-expires", expiresAt);
  setTime("fact-renewal", nextRefreshAt);
}

function drawBar({ state, obtainedAt, expiresAt, nextRefreshAt }) {
  const known = obtainedAt !== undefined && expiresAt !== undefined;
  const whole = known ? expiresAt - obtainedAt : 1;
  const left = known ? Math.max(0, expiresAt - Date.now()) : 0;
  const seconds = Math.ceil(left / 1000);
  const share = (calm.matches ? seconds * 1000 : left) / whole;

  setText("seconds", known ? String(seconds) : "–");
  byId("bar-fill").style.clipPath = `inset(0 ${100 - Math.min(1, share) * 100}% 0 0 round 99px)`;

  const bar = byId("bar");
  bar.dataset.state = state;
  bar.ariaValueMax = String(Math.round(whole / 1000));
  bar.ariaValueNow = String(seconds);
  bar.ariaValueText = known ? `${seconds} seconds left` : "no token";

  const mark = byId("bar-mark");
  mark.hidden = !known || nextRefreshAt === undefined || nextRefreshAt < obtainedAt || nextRefreshAt > expiresAt;
  if (!mark.hidden) mark.style.left = `${((expiresAt - nextRefreshAt) / whole) * 100}%`;
}

/** Announces each new state to screen readers once, but not every second. */
function announce(state) {
  byId("announcer").textContent = `Token: ${texts[state]}`;
}

function setTime(id, at) {
  setText(id, timeOf(at));
  byId(id).dateTime = at === undefined ? "" : new Date(at).toISOString();
}

function setText(id, text) {
  const node = byId(id);
  if (node.textContent !== text) node.textContent = text;
}
