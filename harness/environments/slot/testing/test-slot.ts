import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { HistoryEntry, Observation } from "../../../core/history.ts";
import type { SlotRequest } from "../../environment.ts";
import { wallClock } from "../../wall-clock.ts";

/** A request for a slot with a recorder that keeps everything in memory. */
export interface TestSlot extends AsyncDisposable {
  request: SlotRequest;
  history: HistoryEntry[];
  /** What was recorded of one type. */
  seen<T extends Observation["type"]>(type: T): Extract<HistoryEntry, { type: T }>[];
}

export async function testSlot(
  more: Pick<SlotRequest, "subject"> & Partial<SlotRequest>,
): Promise<TestSlot> {
  const dir = await mkdtemp(join(tmpdir(), "local-test-"));
  const clock = wallClock();
  const history: HistoryEntry[] = [];
  return {
    history,
    request: {
      controllers: {},
      accounts: [],
      workloads: [],
      seed: 1,
      apiFaults: false,
      dir,
      clock,
      signal: new AbortController().signal,
      recorder: {
        record(observation, tMs = clock.nowMs()) {
          const entry = { ...observation, seq: history.length + 1, tMs };
          history.push(entry);
          return entry;
        },
      },
      ...more,
    },
    seen: (type) =>
      history.filter(
        (entry): entry is Extract<HistoryEntry, { type: typeof type }> => entry.type === type,
      ),
    [Symbol.asyncDispose]: () => rm(dir, { recursive: true, force: true }),
  };
}
