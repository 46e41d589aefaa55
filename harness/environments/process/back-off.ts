const initialMs = 10_000;
const longestMs = 300_000;
const stableMs = 600_000;

/** How long a process that exited waits for its restart. */
export interface BackOff {
  /**
   * @param exitedAtMs when it exited, on any monotonic scale
   * @returns milliseconds from then to its restart
   */
  afterExit(exitedAtMs: number): number;
}

/**
 * The kubelet's rule for containers that exit (`doBackOff` in `kuberuntime_manager.go` with the
 * limits of `kubelet.go`, Kubernetes 1.34): the first restart comes at once, the next after 10 s,
 * doubling to 5 min, all forgotten when an exit comes more than 10 min after the last restart.
 */
export function containerBackOff(): BackOff {
  let nextMs: number | undefined;
  let restartedAtMs = 0;
  return {
    afterExit(exitedAtMs) {
      const forgotten = nextMs === undefined || exitedAtMs - restartedAtMs > stableMs;
      const waitMs = forgotten ? 0 : (nextMs ?? 0);
      nextMs = forgotten ? initialMs : Math.min(waitMs * 2, longestMs);
      restartedAtMs = exitedAtMs + waitMs;
      return waitMs;
    },
  };
}
