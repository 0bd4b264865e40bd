// @ts-check
// Loads the code that few pages run.

import { own } from "./arguments.js";
import { base64url, bytesOf } from "./base64url.js";
import { factory, KEYS, keptOrMade } from "./database.js";
import { discard, headerOf } from "./driver/http.js";
import { within } from "./driver/within.js";
import { InvalidConfigurationError, TokenError } from "./errors.js";
import { algorithmOf, CURVES, NAMES } from "./key-algorithm.js";
import { isKind } from "./kinds.js";
import { loadPart } from "./later.js";
import { memberOf } from "./outgoing.js";

/** The code that it shares with every page. */
export const KIT = { CURVES, InvalidConfigurationError, KEYS, NAMES, TokenError, algorithmOf, base64url, bytesOf, discard, factory, headerOf, isKind, keptOrMade, memberOf, own, within };

export async function loadRare() {
  const rare = await loadPart("rare");
  rare.start(KIT);
  return rare;
}
