import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ClusterFolder } from "./cluster-folder.ts";
import type { KindClusterOptions, StartRequest } from "./kind-cluster.ts";
import { auditFiles, auditPolicyText, kindConfig } from "./kind-config.ts";
import { runKind } from "./run-kind.ts";

/** Has kind make the cluster; what it made stays when it fails, for its logs. */
export async function makeCluster(
  request: KindClusterOptions &
    StartRequest & { folder: ClusterFolder; ports: ReadonlyMap<number, number> },
): Promise<void> {
  const { docker, kind, folder, nodeImage, signal, onPhase } = request;
  const auditFolder = join(folder.path, "audit");
  await prepareAudit(auditFolder);
  const config = join(folder.path, "kind.json");
  const { controlPlanes = 1, workers = 0, ports } = request;
  const { name } = folder;
  const cgroupVersion = docker.daemon.CgroupVersion;
  const wanted = kindConfig({ name, controlPlanes, workers, ports, auditFolder, cgroupVersion });
  await writeFile(config, JSON.stringify(wanted));
  onPhase?.("making the cluster");
  await runKind({
    ...{ kind, docker, signal, doing: `making cluster ${name}` },
    args: [
      ...["create", "cluster", "--name", name, "--config", config],
      ...["--kubeconfig", join(folder.path, "kubeconfig"), "--retain"],
      ...(nodeImage ? ["--image", nodeImage] : []),
    ],
    onLine: (line) => {
      // Behind the words is a picture.
      const phase = /^ • ([\x20-\x7e]+)/.exec(line)?.[1]?.replace(/[ .]+$/, "");
      if (phase) onPhase?.(`making the cluster: ${phase}`);
    },
  });
}

/** The API server appends to a file that is there, and so it stays readable for this user. */
async function prepareAudit(folder: string): Promise<void> {
  await mkdir(folder, { mode: 0o755 });
  await writeFile(join(folder, auditFiles.policy), auditPolicyText());
  await writeFile(join(folder, auditFiles.log), "", { mode: 0o644 });
  // Whatever the umask says: inside of the node another user reads and writes them.
  await chmod(folder, 0o755);
}
