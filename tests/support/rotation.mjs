// Rotating refresh tokens with reuse detection (RFC 9700 §4.14.2), for the scripted server: each refresh token works
// once, and a second use ends the whole family.

import { newAccessToken, oauthError, token } from "./answers.mjs";

/** `server.always(family.answer)` makes the server issue tokens of this family. */
export function rotatingFamily({ expiresIn = 3600, wrap = (answer) => answer } = {}) {
  let serial = 0;
  const family = {
    /** The one refresh token that works now. */
    current: `refresh-${serial}`,
    /** The number of times that a spent refresh token was sent. */
    reuses: 0,
    dead: false,
    /** Members that override those of each answer. */
    members: {},
    /** A token response's members, for `setTokens` or as the outcome of a login. */
    first: () => ({ access_token: newAccessToken(), token_type: "Bearer", expires_in: expiresIn, refresh_token: family.current }),
    answer({ form }) {
      if (form.get("grant_type") !== "refresh_token") return oauthError("unsupported_grant_type");
      if (form.get("refresh_token") !== family.current || family.dead) {
        family.reuses += 1;
        family.dead = true;
        return oauthError("invalid_grant", { description: "refresh token already used" });
      }
      family.current = `refresh-${++serial}`;
      return wrap(token({ expires_in: expiresIn, refresh_token: family.current, ...family.members }));
    },
  };
  return family;
}
