import type { CgroupPlace } from "./cgroup-place.ts";
import { type MemoryGroupSite, memoryGroupSites, readOwnCgroups } from "./memory-cgroup.ts";

/** A site that was opened, or why this machine has none. */
export type MemoryGroups = { site: MemoryGroupSite } | { site: null; because: string };

/**
 * Makes a slot's directories in the first place that allows it.
 *
 * @param request.claim told every directory before it is made, so that a sweep can remove it
 */
export async function openMemoryGroups(request: {
  name: string;
  claim: (directories: string[]) => Promise<void>;
  place?: CgroupPlace;
}): Promise<MemoryGroups> {
  const { name, claim, place = readOwnCgroups() } = request;
  const sites = memoryGroupSites({ place, name });
  if (sites.length === 0)
    return { site: null, because: "no cgroup hierarchy with memory is mounted" };
  await claim(sites.flatMap((site) => site.directories));
  const refusals: string[] = [];
  for (const site of sites) {
    try {
      site.open();
      return { site };
    } catch (error) {
      refusals.push((error as Error).message);
    }
  }
  return { site: null, because: `cgroups can't be made here: ${refusals.join("; ")}` };
}
