// Closes what a test opened, the last opened first: a manager before the server that it talks to.

const stacks = new WeakMap();

/** Has `close` called when the test `t` ends, before whatever was handed over earlier. */
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
