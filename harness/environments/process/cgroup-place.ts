/** A process's own directory in a cgroup hierarchy, and where that hierarchy is mounted. */
export interface CgroupDirectory {
  own: string;
  mount: string;
}

/** Where a process is among the cgroups of its machine. */
export interface CgroupPlace {
  /** By v1 controller. */
  v1: Record<string, CgroupDirectory | undefined>;
  v2: CgroupDirectory | null;
}

/** @param text `/proc/self/mountinfo` and `/proc/self/cgroup`, see proc(5) and cgroups(7) */
export function findCgroups(text: { mounts: string; membership: string }): CgroupPlace {
  const place: CgroupPlace = { v1: {}, v2: null };
  const mounts = text.mounts.split("\n").flatMap(parseMount);
  for (const line of text.membership.split("\n")) {
    const match = /^\d+:([^:]*):(.*)$/.exec(line);
    if (!match) continue;
    const [, controllers = "", path = ""] = match;
    if (controllers === "") {
      const mount = mounts.find((each) => each.type === "cgroup2");
      if (mount) place.v2 = locate(mount, path);
      continue;
    }
    for (const controller of controllers.split(",")) {
      const mount = mounts.find(
        (each) => each.type === "cgroup" && each.options.includes(controller),
      );
      if (mount) place.v1[controller] = locate(mount, path);
    }
  }
  return place;
}

interface Mount {
  /** The part of the hierarchy that is mounted. */
  root: string;
  point: string;
  type: string;
  options: string[];
}

function parseMount(line: string): Mount[] {
  const [before = "", after = ""] = line.split(" - ");
  const [, , , root, point] = before.split(" ");
  const [type, , options] = after.split(" ");
  if (!root || !point || !type?.startsWith("cgroup")) return [];
  return [{ root, point: unescapeOctal(point), type, options: options?.split(",") ?? [] }];
}

/** Inside a container the path may name a place outside of what is mounted: the mount point is ours then. */
function locate(mount: Mount, path: string): CgroupDirectory {
  const root = mount.root === "/" ? "" : mount.root;
  const inside = path === root || path.startsWith(`${root}/`);
  const below = inside ? path.slice(root.length).replace(/\/$/, "") : "";
  return { own: `${mount.point}${below}`, mount: mount.point };
}

/** The kernel writes spaces and backslashes in paths as `\040`. */
function unescapeOctal(path: string): string {
  return path.replace(/\\(\d{3})/g, (_, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  );
}
