import type { ThrottlingReading } from "../process/memory-cgroup.ts";

/** Figures of one container, in bytes and seconds; what its cgroup doesn't tell is absent. */
export interface ContainerFigures {
  /** Without the scheme of its runtime: 64 hex digits. */
  containerId: string;
  /** Of its largest process, as numbered on the node: an init such as tini may stand before it. */
  pid: number;
  /** VmRSS of that process. */
  rss: number;
  /** VmHWM of that process. */
  rssPeak: number;
  /** cgroup: usage less inactive file pages. */
  workingSet?: number;
  /** cgroup: anonymous memory. */
  anon?: number;
  /** cgroup: the kernel's OOM kill counter. It goes with the container it counts for. */
  oomKills?: number;
  /** CPU seconds used by the container since its start. */
  cpuSeconds: number;
  /** cgroup: what its CPU quota did to it; it counts nothing without one. */
  throttling?: ThrottlingReading;
}

/** Ends each round of lines. */
export const roundEnd = ".";

/**
 * Prints, for every container of the Pods whose UIDs are its arguments, the figures that `MemoryLines` reads,
 * twice a second: a line each, behind the name of its file, as grep gives them. One grep a round, for a
 * node's processes cost what is measured on it. Pods are found wherever kubelet's cgroups begin, under either
 * driver's spelling of their UID.
 */
export const samplingProgram = `
base=/sys/fs/cgroup
cpu=$base
quota=$base
if [ -d "$base/memory" ]; then base=$base/memory; cpu=/sys/fs/cgroup/cpuacct; quota=/sys/fs/cgroup/cpu; fi
known=
missing="$*"
while :; do
  still=
  for uid in $missing; do
    other=$(echo "$uid" | tr - _)
    found=$(find "$base" -type d '(' -name "*pod$uid*" -o -name "*pod$other*" ')' -print -quit 2>/dev/null)
    if [ -n "$found" ]; then known="$known $found"; else still="$still $uid"; fi
  done
  missing=$still
  set --
  for pod in $known; do
    for group in "$pod"/*/; do
      group=\${group%/}
      [ -e "$group/cgroup.procs" ] || continue
      for file in memory.usage_in_bytes memory.current memory.stat memory.oom_control memory.events cgroup.procs; do
        set -- "$@" "$group/$file"
      done
      set -- "$@" "$cpu\${group#"$base"}/cpuacct.usage" "$quota\${group#"$base"}/cpu.stat"
      while read -r pid; do set -- "$@" "/proc/$pid/status"; done < "$group/cgroup.procs"
    done 2>/dev/null
  done
  if [ $# -gt 0 ]; then
    grep -HsE '^([0-9]+$|(total_)?(rss|inactive_file) |anon |oom_kill |usage_usec |nr_(periods|throttled) |throttled_(time|usec) |VmRSS:|VmHWM:)' "$@"
  fi
  echo ${roundEnd}
  sleep 0.5
done
`;

interface Gathered {
  pids: number[];
  values: Map<string, number>;
}

const groupLine =
  /^(?<group>\/sys\/fs\/cgroup\/.*)\/(?<file>memory\.(usage_in_bytes|current|stat|oom_control|events)|cpu\.stat|cpuacct\.usage|cgroup\.procs):(?<text>.*)$/;
const processLine = /^\/proc\/(?<pid>\d+)\/status:(?<field>VmRSS|VmHWM):\s*(?<kib>\d+) kB$/;

/** Reads what `samplingProgram` prints. */
export class MemoryLines {
  readonly #containers = new Map<string, Gathered>();
  readonly #processes = new Map<number, Map<string, number>>();

  /** Takes one line; a line that ends a round gives that round's figures. What it doesn't know it passes over. */
  push(line: string): ContainerFigures[] {
    if (line === roundEnd) return this.#endRound();
    const inProcess = processLine.exec(line)?.groups;
    const inGroup = groupLine.exec(line)?.groups;
    if (inProcess) {
      const { pid, field = "", kib } = inProcess;
      const fields = obtain(this.#processes, Number(pid), () => new Map());
      fields.set(field, Number(kib) * 1024);
    } else if (inGroup) this.#take(inGroup.group ?? "", inGroup.file ?? "", inGroup.text ?? "");
    return [];
  }

  #take(group: string, file: string, text: string): void {
    const id = /[0-9a-f]{64}/.exec(group.slice(group.lastIndexOf("/")))?.[0];
    if (id === undefined) return;
    const own = obtain(this.#containers, id, () => ({ pids: [], values: new Map() }));
    const [first = "", second] = text.split(" ");
    if (file === "cgroup.procs") own.pids.push(Number(first));
    else if (second === undefined) own.values.set(file, Number(first));
    else own.values.set(first, Number(second));
  }

  #endRound(): ContainerFigures[] {
    const figures = [...this.#containers].flatMap(([id, gathered]) => this.#figures(id, gathered));
    this.#containers.clear();
    this.#processes.clear();
    return figures;
  }

  /** None for a container whose processes are gone. */
  #figures(containerId: string, { pids, values }: Gathered): ContainerFigures[] {
    const [largest] = pids
      .map((pid) => ({ pid, fields: this.#processes.get(pid) }))
      .sort((a, b) => (b.fields?.get("VmRSS") ?? 0) - (a.fields?.get("VmRSS") ?? 0));
    const rss = largest?.fields?.get("VmRSS");
    if (!largest || rss === undefined) return [];
    const usage = values.get("memory.usage_in_bytes") ?? values.get("memory.current");
    const inactive = values.get("total_inactive_file") ?? values.get("inactive_file");
    const anon = values.get("total_rss") ?? values.get("anon") ?? values.get("rss");
    const oomKills = values.get("oom_kill");
    const nanoseconds = values.get("cpuacct.usage") ?? (values.get("usage_usec") ?? 0) * 1000;
    const throttling = throttlingOf(values);
    return [
      {
        ...{ containerId, pid: largest.pid, rss },
        rssPeak: largest.fields?.get("VmHWM") ?? rss,
        ...(usage === undefined || inactive === undefined
          ? {}
          : { workingSet: Math.max(0, usage - inactive) }),
        ...(anon === undefined ? {} : { anon }),
        ...(oomKills === undefined ? {} : { oomKills }),
        cpuSeconds: nanoseconds / 1e9,
        ...(throttling ? { throttling } : {}),
      },
    ];
  }
}

function throttlingOf(values: ReadonlyMap<string, number>): ThrottlingReading | undefined {
  const cpuPeriods = values.get("nr_periods");
  const throttledPeriods = values.get("nr_throttled");
  const nanoseconds = values.get("throttled_time") ?? (values.get("throttled_usec") ?? 0) * 1000;
  if (cpuPeriods === undefined || throttledPeriods === undefined) return undefined;
  return { cpuPeriods, throttledPeriods, throttledSeconds: nanoseconds / 1e9 };
}

function obtain<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const value = map.get(key) ?? make();
  map.set(key, value);
  return value;
}
