import { expect, test } from "vitest";
import { grantsSysResource } from "./capabilities.ts";
import { daemonFiles, daemonFlags } from "./daemon-files.ts";

const status = (mask: string) => `Name:\tnode\nCapEff:\t${mask}\nCapBnd:\t${mask}\nCapAmb:\t0\n`;

test.each([
  ["000001ffffffffff", true],
  ["0000000001000000", true],
  ["000001fffeffffff", false],
  ["0000000000000000", false],
])("a bounding set of %s grants CAP_SYS_RESOURCE: %s", (mask, granted) => {
  expect(grantsSysResource(status(mask))).toBe(granted);
});

test("the bounding set counts, not what this process has of it", () => {
  expect(grantsSysResource("CapEff:\t000001ffffffffff\nCapBnd:\t000001fffeffffff\n")).toBe(false);
  expect(grantsSysResource("Name:\tnode\n")).toBe(false);
});

test("a daemon keeps all it has below its state, and publishes to this machine alone", () => {
  const flags = daemonFlags({ files: daemonFiles("/s"), socket: "/run/d.sock" });
  expect(flags).toEqual([
    "--host=unix:///run/d.sock",
    "--data-root=/s/data",
    "--exec-root=/s/run",
    "--pidfile=/s/dockerd.pid",
    "--exec-opt=native.cgroupdriver=cgroupfs",
    "--ip=127.0.0.1",
  ]);
});

test("a runtime in runc's place is the default one", () => {
  const flags = daemonFlags({ files: daemonFiles("/s"), socket: "/d", runtime: "/c/runtime-1" });
  expect(flags.slice(-2)).toEqual([
    "--add-runtime=within-limits=/c/runtime-1",
    "--default-runtime=within-limits",
  ]);
});
