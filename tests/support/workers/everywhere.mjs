// The suite of ../../everywhere in a Worker: answers with its result.

import * as tokenward from "tokenward";
import { runSuite } from "../../everywhere/suite.mjs";

export default {
  async fetch(request) {
    return Response.json(await runSuite(tokenward, new URL(request.url).searchParams.get("origin")));
  },
};
