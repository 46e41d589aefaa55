/** What is seen of the controllers and the other processes of a run. */
export type ProcessObservation =
  | {
      type: "process.start";
      process: string;
      /** Among the processes of the machine; in a cluster among those of its container, where it is the first. */
      pid: number;
      restarts: number;
      /** A part of the cluster that the harness started, not a controller; where one ends, so does the run. */
      ofEnvironment?: true;
      memoryLimitBytes?: number;
      /** Thousandths of a CPU that it may use; absent for all there are. */
      cpuLimitMilli?: number;
      /** Host and port of the artifacts it serves, as their URLs have it. */
      serves?: string;
    }
  /**
   * `oomKilled` is read from the kernel's counter, never inferred from the exit; in a cluster the container's
   * status tells it, or the kernel's log where nodes can be entered.
   */
  | {
      type: "process.exit";
      process: string;
      pid: number;
      code: number | null;
      signal: string | null;
      oomKilled: boolean;
      restartInMs: number | null;
    }
  /** Workers of a controller began to work, read from its log. */
  | { type: "process.workers"; process: string; pid: number }
  /** Bytes. Resident and cgroup figures are different things, see `docs/runs.md`, "Memory". */
  | {
      type: "process.usage";
      process: string;
      pid: number;
      rss: number;
      rssPeak: number;
      /** cgroup: usage less inactive file pages. */
      workingSet?: number;
      /** cgroup: anonymous memory. */
      anon?: number;
      /** cgroup: the kernel's OOM kill counter. */
      oomKills?: number;
      /** CPU seconds used since its start, of all its lives. */
      cpuSeconds: number;
      /** Under a CPU limit: periods of the quota in which anything ran, of all its lives. */
      cpuPeriods?: number;
      /** Those whose quota was used up before their end. */
      throttledPeriods?: number;
      /** Seconds it was kept from running, each CPU's counted by itself. */
      throttledSeconds?: number;
    }
  /** Metric series that a controller told of itself at the end of a run, with the names of their labels. */
  | { type: "process.series"; process: string; series: string[] }
  | { type: "harness.usage"; rss: number; cpuSeconds: number };
