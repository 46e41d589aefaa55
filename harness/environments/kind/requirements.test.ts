import { describe, expect, it } from "vitest";
import { type DockerMachine, requireMachine } from "./requirements.ts";

const gibibyte = 2 ** 30;
const well: DockerMachine = { freeMemory: 8 * gibibyte, freeDisk: 8 * gibibyte };

function hold(
  changes: { host?: string; osType?: string; machine?: DockerMachine & { nodes?: number } } = {},
) {
  const { host = "unix:///var/run/docker.sock", osType = "linux", machine = well } = changes;
  const daemon = {
    ...{ ID: "a", ServerVersion: "28.0.0", OSType: osType, DockerRootDir: "/var/lib/docker" },
    ...{ CgroupVersion: "2", MemTotal: 8 * gibibyte },
  };
  return () => requireMachine({ daemon, host }, machine);
}

describe("what a cluster needs of Docker's machine", () => {
  it.each<[string, ReturnType<typeof hold>, RegExp]>([
    [
      "memory",
      hold({ machine: { ...well, freeMemory: gibibyte } }),
      /1.00 GiB of memory.*needs 3.00 GiB/,
    ],
    [
      "memory for each node",
      hold({ machine: { ...well, freeMemory: 4 * gibibyte, nodes: 3 } }),
      /4.00 GiB of memory.*needs 5.00 GiB for 3 nodes/,
    ],
    ["disk", hold({ machine: { ...well, freeDisk: gibibyte } }), /docker system prune/],
    ["Linux", hold({ osType: "windows" }), /switch it to Linux/],
    ["nearness", hold({ host: "tcp://10.0.0.1:2375" }), /another machine/],
    ["nearness by SSH, too", hold({ host: "ssh://me@there" }), /another machine/],
  ])("is %s", (_, held, message) => {
    expect(held).toThrow(message);
  });

  it("is taken for given where it can't be seen", () => {
    expect(hold()).not.toThrow();
    expect(hold({ machine: { freeMemory: undefined, freeDisk: undefined } })).not.toThrow();
    expect(hold({ host: "tcp://127.0.0.1:2375" })).not.toThrow();
  });
});
