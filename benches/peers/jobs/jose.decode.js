// jose: the same.

import { decodeJwt, errors } from "jose";

try {
  window.result = decodeJwt(window.given.token).sub;
} catch (error) {
  window.result = error instanceof errors.JOSEError ? error.code : error;
}
