import { rmdirSync } from "node:fs";
import { join } from "node:path";
import { type MemoryGroups, openMemoryGroups } from "./open-memory-groups.ts";

/** Whether this machine lets us limit and count memory; makes a group and removes it again. */
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
  const probe = "probe";
  try {
    site.create({ name: probe, limitBytes: 2 ** 30 }).readMemory();
    return { ok: true, detail: `version ${site.version}, writable: ${site.directories[0]}` };
  } catch (error) {
    return { ok: false, detail: (error as Error).message };
  } finally {
    for (const directory of site.directories) {
      tryRemove(join(directory, probe));
      tryRemove(directory);
    }
  }
}

function tryRemove(directory: string): void {
  try {
    rmdirSync(directory);
  } catch {
    // It was never made.
  }
}
