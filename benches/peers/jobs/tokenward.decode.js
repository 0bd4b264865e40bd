// "tokenward": reads a token without verifying it, and uses the version and an error class.

import { decodeJwt, TokenError, version } from "tokenward";

window.version = version;
try {
  window.result = decodeJwt(window.given.token).payload.sub;
} catch (error) {
  window.result = error instanceof TokenError ? error.code : error;
}
