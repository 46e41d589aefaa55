import { HarnessError } from "../../core/failure.ts";
import type { Docker } from "./docker.ts";

/** Tells when a cluster breaks. */
export interface ClusterWatch extends AsyncDisposable {
  failed: AbortSignal;
}

/** Its node containers bear it. */
export const clusterLabel = "io.x-k8s.kind.cluster";

/** Aborts `failed` once a node's container ends or Docker's daemon goes away. */
export async function watchCluster(request: {
  docker: Docker;
  cluster: string;
  nodes: readonly string[];
}): Promise<ClusterWatch> {
  const { docker, cluster, nodes } = request;
  const failure = new AbortController();
  const fail = (what: string) =>
    failure.abort(new HarnessError(`kind cluster ${cluster} broke: ${what}`));
  const events = docker.follow([
    ...["events", "--filter", `label=${clusterLabel}=${cluster}`, "--filter", "event=die"],
    ...["--format", "{{.Actor.Attributes.name}} {{.Actor.Attributes.exitCode}}"],
  ]);
  let disposed = false;
  const read = async () => {
    for await (const line of events.lines) {
      const [node, code] = line.split(" ");
      fail(`the container of node ${node} ended with status ${code}`);
    }
    const { stderr } = await events.ended;
    if (!disposed) fail(`Docker's daemon at ${docker.host} went away: ${stderr.trim()}`);
  };
  const reading = read().catch((error: Error) => fail(error.message));
  const watch: ClusterWatch = {
    failed: failure.signal,
    async [Symbol.asyncDispose]() {
      disposed = true;
      await events[Symbol.asyncDispose]();
      await reading;
    },
  };
  try {
    // One that ended before the watch began has no event in it.
    for (const node of await listDead(docker, nodes)) fail(`the container of node ${node} ended`);
    return watch;
  } catch (error) {
    await watch[Symbol.asyncDispose]();
    throw error;
  }
}

async function listDead(docker: Docker, nodes: readonly string[]): Promise<string[]> {
  const format = "{{.Name}} {{.State.Running}}";
  const text = await docker.run(["container", "inspect", "--format", format, ...nodes]);
  return text
    .split("\n")
    .filter((line) => line.endsWith(" false"))
    .map((line) => line.split(" ")[0]?.replace(/^\//, "") ?? "");
}
