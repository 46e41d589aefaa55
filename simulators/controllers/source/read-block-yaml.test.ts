import { expect, it } from "vitest";
import { parse } from "yaml";
import { renderChartIndex } from "../../charts/chart-index.ts";
import { readBlockYaml } from "./read-block-yaml.ts";

const entry = (version: string) => ({ apiVersion: "v2", name: "app", version, urls: ["app.tgz"] });
const index = renderChartIndex({
  entries: { app: [entry("0.2.0"), entry("0.1.0")], "z-last": [] },
  padding: { charts: 2, versions: 11 },
});

it("reads an index as all of YAML does", () => {
  const small = index.replace("  z-last: []\n", "");
  expect(readBlockYaml(small)).toEqual(parse(small));
});

it.each([
  ["an empty list", index],
  ["nothing", ""],
  ["a scalar", "text\n"],
  ["a number", "a: 1\n"],
  ["a number with an exponent", "a: 1.5e-3\n"],
  ["a version of two parts", "a: 1.10\n"],
  ["nothing for a value", "a:\nb: c\n"],
  ["null", "a: null\n"],
  ["single quotes", "a: 'b'\n"],
  ["an escape", 'a: "b\\n"\n'],
  ["flow style", "a: {b: c}\n"],
  ["a comment", "a: b # c\n"],
  ["a line of comment", "# c\na: b\n"],
  ["an anchor", "a: &b c\nd: *b\n"],
  ["a folded text", "a: >\n  b\n  c\n"],
  ["a text of several lines", "a: b\n  c\n"],
  ["an empty line in a text", "a: |\n  b\n\n  c\n"],
  ["a map of its own line", "a:\n-\n  b: c\n"],
  ["a key twice", "a: b\na: c\n"],
  ["two documents", "a: b\n---\nc: d\n"],
  ["less indentation", "  a: b\nc: d\n"],
  ["a tab", "a:\n\tb: c\n"],
])("leaves %s to all of YAML", (_, text) => {
  expect(readBlockYaml(text)).toBeUndefined();
});

it.each([
  ["true and false", "a: true\nb: false\n"],
  ["quotes", 'a: "1"\nb: ""\n'],
  ["colons", "a: http://host:1/b\n"],
  ["a list at its key's place", "a:\n- b\n- c: d\n  e: f\nf: g\n"],
  ["a list below its key", "a:\n  - b\n  - c: d\n    e: f\nf: g\n"],
  ["a literal text", "a: |\n  b\n    c: d\ne: f\n"],
  ["a literal text at the end", "a: |\n  b\n"],
  ["versions and times", "a: 1.2.3\nb: 2026-01-01T00:00:00Z\nc: 2.x.x\n"],
  ["no line's end at the end", "a: b"],
])("reads %s", (_, text) => {
  expect(readBlockYaml(text)).toEqual(parse(text));
});
