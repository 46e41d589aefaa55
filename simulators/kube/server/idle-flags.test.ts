import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import known from "./flags.json" with { type: "json" };
import { parseFlags } from "./flags.ts";
import { describeIdleFlags } from "./idle-flags.ts";

test("names what was given and changes nothing", () => {
  const given = ["--runtime-config=api/all=true", "--secure-port=1", "--feature-gates=A=true"];
  expect(describeIdleFlags(parseFlags(given))).toBe(
    "Without effect in the simulator: --feature-gates, --runtime-config",
  );
  expect(describeIdleFlags(parseFlags(["--secure-port=1"]))).toBeUndefined();
});

test("knows every flag that the settings are read from", () => {
  const source = readFileSync(new URL("./settings.ts", import.meta.url), "utf8");
  const asked = Object.keys(known).filter((name) => source.includes(`flags, "${name}"`));
  expect(asked.length).toBeGreaterThan(10);
  expect(describeIdleFlags(new Map(asked.map((name) => [name, [""]])))).toBeUndefined();
});
