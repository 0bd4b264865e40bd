// Closes a test's resources in reverse order: a manager before its server.

const stacks = new WeakMap();

/** Calls `close` when the test `t` ends, before earlier registered functions. */
export function closeAfter(t, close) {
  let stack = stacks.get(t);
  if (stack === undefined) {
    stack = [];
    stacks.set(t, stack);
    t.after(async () => {
      while (stack.length > 0) await stack.pop()();
    });
  }
  stack.push(close);
}
