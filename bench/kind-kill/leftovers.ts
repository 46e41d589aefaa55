import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import type { Surroundings } from "./surroundings.ts";

/** What is there of the kinds of things that runs make: `container ID`, `folder NAME` and so on. */
export type Inventory = ReadonlySet<string>;

export async function takeInventory(place: Surroundings): Promise<Inventory> {
  const { docker, clusters, temporary } = place;
  const list = async (what: string, ...args: string[]) =>
    (await docker(...args)).split("\n").flatMap((line) => (line ? [`${what} ${line}`] : []));
  const containers = await list("container", "ps", "--all", "--quiet", "--no-trunc");
  const ids = containers.map((each) => each.replace("container ", ""));
  const names = readdirSync(clusters);
  const folders = readdirSync(temporary).filter((name) => name.startsWith("fluxproof-"));
  return new Set([
    ...containers,
    ...(await list("volume", "volume", "ls", "--quiet")),
    ...(await list("network", "network", "ls", "--format", "{{.Name}}")),
    ...names.map((name) => `cluster folder ${name}`),
    ...folders.map((name) => `temporary folder ${name}`),
    ...controlGroups([...ids, ...folders]),
    ...processesOf(names).map(({ pid, name }) => `process ${pid} of ${name}`),
  ]);
}

/** What was left and is there yet, beside what was there before all runs. */
export async function stillThere(
  place: Surroundings,
  { left, before }: { left: Inventory; before: Inventory },
): Promise<string[]> {
  const now = await takeInventory(place);
  const found = [...left].filter((each) => !before.has(each) && now.has(each));
  return found.length > 0 ? [`not swept by the next run: ${found.join(", ")}`] : [];
}

/** Those that bear the name of a container or of a folder: the harness names its own so. */
function controlGroups(names: string[]): string[] {
  const tests = names.flatMap((name) => ["-o", "-name", name]).slice(1);
  if (tests.length === 0) return [];
  const { stdout } = spawnSync("find", ["/sys/fs/cgroup", "-type", "d", "(", ...tests, ")"], {
    encoding: "utf8",
  });
  return stdout.split("\n").flatMap((path) => (path ? [`control group ${path}`] : []));
}

/** Processes that say one of the names in their commands. */
export function processesOf(names: string[]): { pid: string; name: string }[] {
  const pids = readdirSync("/proc").filter((entry) => /^\d+$/.test(entry));
  return pids.flatMap((pid) => {
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, "utf8");
      const name = names.find((each) => command.includes(each));
      return name ? [{ pid, name }] : [];
    } catch {
      return [];
    }
  });
}
