// @ts-check
// Rotating refresh tokens with reuse detection (RFC 9700 §4.14.2): each works once, and a second use revokes its family,
// which is all tokens from one sign-in.

export class RefreshTokens {
  #issued = 0;
  /** @type {Map<string, { spent: boolean, family: { ended: boolean } }>} */
  #known = new Map();
  /** The number of uses of tokens already spent. */
  reuses = 0;

  /** @param {{ ended: boolean }} [family] of the token that this one replaces; else a new one begins */
  issue(family = { ended: false }) {
    const token = `refresh-${++this.#issued}`;
    this.#known.set(token, { spent: false, family });
    return token;
  }

  /**
   * Spends a token.
   * @param {string | undefined} token
   * @returns {string | undefined} the next one of its family; undefined if it is refused
   */
  rotate(token) {
    const found = this.#known.get(token ?? "");
    if (found === undefined || found.family.ended) return undefined;
    if (found.spent) {
      this.reuses++;
      found.family.ended = true;
      return undefined;
    }
    found.spent = true;
    return this.issue(found.family);
  }

  /** @param {string | undefined} token that ends with all of its family; one that is not known is none of our business (RFC 7009 §2.2) */
  revoke(token) {
    const found = this.#known.get(token ?? "");
    if (found !== undefined) found.family.ended = true;
  }
}
