// A reporter for Node's test runner that prints one line, "counted: N passed, N failed": the output of the spec reporter differs between
// versions of Node. Suites and skipped tests do not count. A file without a test counts as failed; Node itself would count it as passed.

import { resolve } from "node:path";

export default async function* counts(events) {
  let passed = 0;
  let failed = 0;
  for await (const { type, data } of events) {
    if (type !== "test:pass" && type !== "test:fail") continue;
    if (data.details?.type === "suite" || data.skip !== undefined || data.todo !== undefined) continue;
    const isEmptyFile = data.nesting === 0 && data.file !== undefined && resolve(data.name) === resolve(data.file);
    if (isEmptyFile && type === "test:pass") yield `${data.name}: ran no test\n`;
    if (isEmptyFile || type === "test:fail") failed += 1;
    else passed += 1;
  }
  yield `counted: ${passed} passed, ${failed} failed\n`;
}
