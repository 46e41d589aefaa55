import { exitCodes } from "../core/failure.ts";
import { sweepCluster } from "../environments/cluster/sweep-cluster.ts";
import { findContext } from "../environments/cluster/user-context.ts";
import { wallClock } from "../environments/wall-clock.ts";

/** Removes from a cluster what runs left that were killed. */
export async function sweepCommand(request: {
  context?: string;
  all?: boolean;
  signal: AbortSignal;
}): Promise<number> {
  const context = findContext(request.context);
  const { removed, left } = await sweepCluster({
    context,
    all: request.all ?? false,
    clock: wallClock(),
    signal: request.signal,
  });
  const lines = [
    ...removed.map((name) => `removed ${name}`),
    ...left.map((line) => `left ${line}`),
    ...(removed.length + left.length === 0 ? ["nothing of fluxproof is there"] : []),
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
  return exitCodes.pass;
}
