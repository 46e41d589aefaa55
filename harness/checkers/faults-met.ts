import { z } from "zod";
import type { Fault } from "../core/fault.ts";
import type { HistoryEntry } from "../core/history.ts";
import { type CheckerImplementation, type Entry, entriesOf, pass, unknown } from "./checker.ts";

const arguments_ = z.strictObject({});

/**
 * Every fault met at least one request: one that met none proves nothing, whatever the rest says.
 * A refused connection reaches no one who could count it; a controller that reports it is the proof.
 */
export const faultsMet: CheckerImplementation<z.infer<typeof arguments_>> = {
  arguments: arguments_,
  check(history) {
    const ends = entriesOf(history, "fault.end");
    for (const start of entriesOf(history, "fault.start")) {
      const end = ends.find(({ id }) => id === start.id);
      if (!end) return unknown(`fault ${start.id} (${start.fault.use}) has no end`, [start]);
      if (end.met === null ? !refusalSeen(history, start, end) : end.met === 0) {
        return unknown(`fault ${start.id} (${start.fault.use}) met no request`, [start, end]);
      }
    }
    const met = ends.map(({ id, met }) => `${id}: ${met ?? "seen in a condition"}`).join(", ");
    return pass(met ? `every fault met requests (${met})` : "no faults were injected");
  },
};

/** Whose conditions tell of connections that a host refused. */
const kinds: Partial<Record<Fault["target"], string[]>> = {
  registry: ["OCIRepository"],
  buckets: ["Bucket", "HelmRepository", "HelmChart"],
};

function refusalSeen(
  history: readonly HistoryEntry[],
  start: Entry<"fault.start">,
  end: Entry<"fault.end">,
): boolean {
  if (start.fault.target === "sink") {
    return entriesOf(history, "kube.event").some(
      ({ reason, message, seq }) =>
        reason === "NotificationDispatchFailed" &&
        message.includes("connection refused") &&
        seq > start.seq &&
        seq < end.seq,
    );
  }
  return entriesOf(history, "kube.object").some(
    ({ kind, seq, state }) =>
      // A Kustomization says it of source-controller, which is none of the hosts.
      (kinds[start.fault.target] ?? ["GitRepository"]).includes(kind) &&
      seq > start.seq &&
      seq < end.seq &&
      state.conditions?.some(({ message }) => message.includes("connection refused")),
  );
}
