// Shared parts of benchmarks with browsers and servers: their end, and tables.

/** Runs `work` with a stand-in for a test: functions that are passed to `after` run at the end, in reverse order. */
export async function whileRunning(work) {
  const closing = [];
  try {
    return await work({ after: (close) => void closing.push(close) });
  } finally {
    for (const close of closing.reverse()) await close();
  }
}

/** Prints a table in Markdown, which is also readable as text. */
export function printTable(names, rows) {
  const lines = [names, ...rows].map((row) => row.map(String));
  const widths = names.map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  const print = (line) => console.log(`| ${line.map((text, column) => text.padEnd(widths[column])).join(" | ")} |`);
  print(lines[0]);
  print(widths.map((width) => "-".repeat(width)));
  lines.slice(1).forEach(print);
}
