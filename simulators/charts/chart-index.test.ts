import { expect, it } from "vitest";
import { parse } from "yaml";
import { renderChartIndex } from "./chart-index.ts";

const entry = (name: string, version: string) => ({
  ...{ apiVersion: "v2", name, version, urls: [`${name}-${version}.tgz`] },
});
const index = {
  entries: { zoo: [entry("zoo", "1.0.0")], app: [entry("app", "0.2.0"), entry("app", "0.1.0")] },
  padding: { charts: 3, versions: 12 },
};

it("lists charts in the order of their names, and the same each time", () => {
  const text = renderChartIndex(index);
  const { apiVersion, entries } = parse(text);
  expect(apiVersion).toBe("v1");
  expect(Object.keys(entries)).toEqual([
    ...["app", "padding-00000", "padding-00001", "padding-00002", "zoo"],
  ]);
  expect(entries.app).toEqual(index.entries.app);
  expect(renderChartIndex(index)).toBe(text);
});

it("pads with versions that differ in number and digest", () => {
  const { entries } = parse(renderChartIndex(index));
  const versions: { name: string; version: string; digest: string }[] = entries["padding-00001"];
  expect(versions.map(({ version }) => version)).toEqual([
    ...["2.2.0", "2.1.0", "2.0.0", "1.9.0", "1.8.0", "1.7.0", "1.6.0", "1.5.0", "1.4.0", "1.3.0"],
    ...["1.2.0", "1.1.0"],
  ]);
  expect(new Set(versions.map(({ digest }) => digest)).size).toBe(12);
  expect(versions[0]).toMatchObject({
    name: "padding-00001",
    digest: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
});

it("is as large as its padding says: some 1.18 kB a version", () => {
  const sizeOf = (charts: number) =>
    renderChartIndex({ entries: {}, padding: { charts, versions: 20 } }).length;
  expect((sizeOf(200) - sizeOf(100)) / 2_000).toBeCloseTo(1_177, -1);
});
