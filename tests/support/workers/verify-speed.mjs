// The Worker that benches/verify.mjs times in workerd: a path for each algorithm, which lists the contenders, or runs one.

import * as jose from "jose";
import { createVerifier } from "tokenward";
import { contenders } from "../../../benches/verify/contest.mjs";

const made = new Map();

export default {
  async fetch(request) {
    const { pathname, searchParams } = new URL(request.url);
    const alg = pathname.slice(1);
    if (!made.has(alg)) made.set(alg, await contenders(createVerifier, jose, alg));
    const loops = made.get(alg);
    if (!searchParams.has("name")) return Response.json(Object.keys(loops));
    await loops[searchParams.get("name")](Number(searchParams.get("calls")));
    return Response.json({ done: true });
  },
};
