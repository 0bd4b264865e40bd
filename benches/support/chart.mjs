// Bar charts as SVG, drawn by Apache ECharts.

import { mkdir, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

const echarts = createRequire(new URL("../peers/package.json", import.meta.url))("echarts");
const OWN = "#2f6fdb";
const PEER = "#a9b4c2";

/**
 * Writes a chart of horizontal bars, from top to bottom, in groups with a title each.
 * @param {string} file relative to benches/
 * @param {{ title: string, unit: string, groups: { title: string, bars: { name: string, value: number, own: boolean, must?: number, goal?: number }[] }[] }} what
 */
export async function writeChart(file, { title, unit, groups }) {
  const lines = groups.flatMap(({ title, bars }) => [{ name: title, isTitle: true }, ...bars]);
  const height = 90 + lines.length * 26;
  const chart = echarts.init(null, null, { renderer: "svg", ssr: true, width: 900, height });
  const at = (value, index) => (value === undefined ? [] : [[value, index]]);
  const mark = (name, of, color) => ({
    name,
    type: "scatter",
    data: lines.flatMap((line, index) => at(line[of], index)),
    symbol: "rect",
    symbolSize: [3, 20],
    itemStyle: { color },
  });
  chart.setOption({
    animation: false,
    backgroundColor: "#ffffff",
    title: { text: title, left: 16, top: 10, textStyle: { fontSize: 15 } },
    legend: { right: 16, top: 12, data: ["must", "goal"] },
    grid: { left: 350, right: 64, top: 48, bottom: 36 }, // Room for the longest title.
    xAxis: { type: "value", name: unit, splitLine: { lineStyle: { color: "#e6e9ee" } } },
    yAxis: {
      type: "category",
      inverse: true,
      data: lines.map(({ name }) => name),
      axisTick: { show: false },
      axisLine: { show: false },
      axisLabel: {
        interval: 0,
        formatter: (name, index) => (lines[index].isTitle ? `{title|${name}}` : name),
        rich: { title: { fontWeight: "bold", color: "#1f2933" } },
      },
    },
    series: [
      {
        type: "bar",
        barWidth: 16,
        data: lines.map(({ value, own }) => (value === undefined ? "-" : { value, itemStyle: { color: own ? OWN : PEER } })),
        label: { show: true, position: "right", formatter: ({ value }) => String(value) },
      },
      mark("must", "must", "#c0392b"),
      mark("goal", "goal", "#27813d"),
    ],
  });
  const path = fileURLToPath(new URL(`../${file}`, import.meta.url));
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `${chart.renderToSVGString()}\n`);
  chart.dispose();
  console.log(`wrote benches/${file}`);
}
