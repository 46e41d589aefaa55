import { fillIn } from "../../../subjects/provision.ts";
import { noProgress } from "../../../subjects/testing/no-progress.ts";
import { openDocker } from "../docker.ts";
import { KindCluster } from "../kind-cluster.ts";
import { findKind } from "../kind-program.ts";

/**
 * A harness to be killed: makes a cluster below the cache folder it is given, with kind's program of the
 * variable `FLUXPROOF_KIND_PROGRAM`. Says each phase as a line, at last `ready NAME`, and holds on.
 */
const signal = new AbortController().signal;
const [, , cacheDir = ""] = process.argv;
const context = fillIn({ cacheDir, progress: noProgress, signal });
const docker = await openDocker({});
const kind = await findKind(context);
const cluster = new KindCluster({
  ...{ docker, kind, cacheDir },
  nodeImage: process.env.FLUXPROOF_NODE_IMAGE || undefined,
});
const say = (line: string) => process.stdout.write(`${line}\n`);
const started = await cluster.start({ signal, logs: cacheDir, onPhase: say });
say(`ready ${started.name}`);
await context.clock.sleep(120_000);
