import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Recorder } from "../../core/history.ts";
import { readEvents } from "./cluster-parts.ts";
import type { StartedKindCluster } from "./kind-cluster.ts";

/**
 * Writes what the cluster still knows of a scenario that did not pass into its run directory: `logs/kind` with
 * the logs of the nodes, `logs/events.json` with the Events of all namespaces. Never rejects: why it
 * failed matters more than what can't be kept.
 */
export async function keepEvidence(request: {
  cluster: StartedKindCluster;
  dir: string;
  recorder: Recorder;
}): Promise<void> {
  const { cluster, dir, recorder } = request;
  const keep = async (what: string, write: Promise<void>) => {
    try {
      await write;
    } catch (error) {
      recorder.record({ type: "note", text: `${what} not kept: ${(error as Error).message}` });
    }
  };
  const events = readEvents(cluster.nodes).then((text) =>
    writeFile(join(dir, "logs", "events.json"), text),
  );
  await Promise.all([
    keep("logs of the nodes", cluster.exportLogs(join(dir, "logs", "kind"))),
    keep("Events", events),
  ]);
}
