"use client";

import { useEffect } from "react";
import * as embedded from "tokenward";
import * as verify from "tokenward/verify";
import * as streamed from "tokenward/web";
import { scenario } from "../../support/scenario.mjs";

/** Runs the scenario with an entry point in the page, and leaves the result on `window`. */
export function Scenario({ entry, endpoint }) {
  useEffect(() => {
    scenario(entry === "tokenward/web" ? streamed : embedded, endpoint, verify).then(
      (result) => void (window.result = result),
      (error) => void (window.result = { thrown: `${error.name}: ${error.message}` }),
    );
  }, [entry, endpoint]);
  return <p>{entry}</p>;
}
