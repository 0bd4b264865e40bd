// "tokenward/verify": the same.

import { decodeJwt, TokenError } from "tokenward/verify";

try {
  window.result = decodeJwt(window.given.token).payload.sub;
} catch (error) {
  window.result = error instanceof TokenError ? error.code : error;
}
