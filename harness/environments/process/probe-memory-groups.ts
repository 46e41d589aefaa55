import { rmdirSync } from "node:fs";
import { join } from "node:path";
import { type MemoryGroups, openMemoryGroups } from "./open-memory-groups.ts";

/** Whether this machine lets us limit and count memory, and limit CPU; makes groups and removes them again. */
export async function probeMemoryGroups(): Promise<{ ok: boolean; detail: string }> {
  const name = `fluxproof-probe-${process.pid}`;
  try {
    const groups = await openMemoryGroups({ name, claim: async () => undefined });
    if (groups.site === null) return { ok: false, detail: groups.because };
    return tryLimit(groups.site);
  } catch (error) {
    return { ok: false, detail: (error as Error).message };
  }
}

function tryLimit(site: NonNullable<MemoryGroups["site"]>): { ok: boolean; detail: string } {
  const probes = { memory: "probe", cpu: "probe-cpu" };
  try {
    site.create({ name: probes.memory, limitBytes: 2 ** 30 }).readMemory();
    const detail = `version ${site.version}, writable: ${site.directories[0]}`;
    return { ok: true, detail: `${detail}; ${tryQuota(site, probes.cpu)}` };
  } catch (error) {
    return { ok: false, detail: (error as Error).message };
  } finally {
    for (const directory of site.directories) {
      for (const probe of Object.values(probes)) tryRemove(join(directory, probe));
      tryRemove(directory);
    }
  }
}

function tryQuota(site: NonNullable<MemoryGroups["site"]>, name: string): string {
  try {
    site.create({ name, limitBytes: 2 ** 30, cpuMilli: 1000 }).readThrottling();
    return "CPU can be limited, too";
  } catch (error) {
    return `CPU can't be limited: ${(error as Error).message}`;
  }
}

function tryRemove(directory: string): void {
  try {
    rmdirSync(directory);
  } catch {
    // It was never made.
  }
}
