import { stat } from "node:fs/promises";
import type { Clock } from "../../core/clock.ts";
import type { Recorder } from "../../core/history.ts";
import { countAuditLog } from "../slot/audit-log.ts";
import { countRequests, recordOwnUsage, type Sampler } from "../slot/sampling.ts";

const tickMs = 1_000;
const ticksPerOwnUsage = 2;

/** Records the controllers' API requests every second, from now on, and the harness's own usage. */
export async function sampleCluster(request: {
  /** Absent where the cluster has none that can be read. */
  auditLogFile?: string;
  recorder: Recorder;
  clock: Clock;
  onError(error: unknown): void;
}): Promise<Sampler> {
  const { auditLogFile, recorder, clock, onError } = request;
  const requests = auditLogFile
    ? countAuditLog(auditLogFile, (await stat(auditLogFile).catch(() => undefined))?.size)
    : undefined;
  const ending = new AbortController();
  const count = async () => requests && (await countRequests(requests, recorder));
  const loop = async () => {
    for (let tick = 0; !ending.signal.aborted; tick += 1) {
      await count();
      if (tick % ticksPerOwnUsage === 0) recordOwnUsage(recorder);
      await clock.sleep(tickMs, ending.signal);
    }
  };
  const done = loop().catch((error: unknown) => {
    if (!ending.signal.aborted) onError(error);
  });
  return {
    async flush() {
      recordOwnUsage(recorder);
      await count();
    },
    async [Symbol.asyncDispose]() {
      ending.abort();
      await done;
      await requests?.[Symbol.asyncDispose]();
    },
  };
}
