import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { makeToken, type Pki } from "../../../simulators/support/pki.ts";
import type { ClusterAccess } from "./cluster-access.ts";
import type { ControlPlaneFiles } from "./control-plane.ts";

/**
 * Writes the keys, tokens and kubeconfigs of a slot, readable by the user alone.
 *
 * @returns where they are, and the administrator's access
 */
export async function writeAccessFiles(request: {
  folder: string;
  apiPort: number;
  pki: Pki;
  auditPolicy: object;
}): Promise<{ files: ControlPlaneFiles; cluster: ClusterAccess }> {
  const { folder, pki, auditPolicy } = request;
  const files: ControlPlaneFiles = {
    caCertificate: join(folder, "ca.crt"),
    serverCertificate: join(folder, "apiserver.crt"),
    serverKey: join(folder, "apiserver.key"),
    serviceAccountKey: join(folder, "service-accounts.key"),
    serviceAccountPublicKey: join(folder, "service-accounts.pub"),
    tokens: join(folder, "tokens.csv"),
    auditPolicy: join(folder, "audit-policy.json"),
    adminKubeconfig: join(folder, "admin.kubeconfig"),
    managerKubeconfig: join(folder, "kube-controller-manager.kubeconfig"),
  };
  const cluster: ClusterAccess = {
    server: `https://127.0.0.1:${request.apiPort}`,
    caCertificate: pki.caCertificate,
    token: makeToken(),
    kubeconfigFile: files.adminKubeconfig,
  };
  const managerToken = makeToken();
  const contents: Record<keyof ControlPlaneFiles, string> = {
    caCertificate: pki.caCertificate,
    serverCertificate: pki.serverCertificate,
    serverKey: pki.serverKey,
    serviceAccountKey: pki.serviceAccountKey,
    serviceAccountPublicKey: pki.serviceAccountPublicKey,
    tokens: [
      `${cluster.token},fluxproof,fluxproof,"system:masters"`,
      `${managerToken},system:kube-controller-manager,system:kube-controller-manager`,
      "",
    ].join("\n"),
    auditPolicy: JSON.stringify(auditPolicy),
    adminKubeconfig: kubeconfig(cluster, cluster.token),
    managerKubeconfig: kubeconfig(cluster, managerToken),
  };
  const names = Object.keys(files) as (keyof ControlPlaneFiles)[];
  await Promise.all(names.map((name) => writePrivate(files[name], contents[name])));
  return { files, cluster };
}

/** A kubeconfig for a bearer token, or a file with one; JSON, which every reader of YAML takes. */
export function kubeconfig(
  cluster: Pick<ClusterAccess, "server" | "caCertificate">,
  token: string | { tokenFile: string },
): string {
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [
      {
        name: "fluxproof",
        cluster: {
          server: cluster.server,
          "certificate-authority-data": Buffer.from(cluster.caCertificate).toString("base64"),
        },
      },
    ],
    users: [{ name: "fluxproof", user: typeof token === "string" ? { token } : token }],
    contexts: [{ name: "fluxproof", context: { cluster: "fluxproof", user: "fluxproof" } }],
    "current-context": "fluxproof",
  });
}

export function writePrivate(path: string, content: string): Promise<void> {
  return writeFile(path, content, { mode: 0o600 });
}
