import { expect, test } from "vitest";
import { daemonFiles, daemonFlags } from "./daemon-files.ts";

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
