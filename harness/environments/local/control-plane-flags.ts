import type { ControlPlanePlan } from "../slot/control-plane.ts";

/**
 * etcd listens on Unix sockets inside the slot's folder, which only the user can enter: as private
 * as TLS with client certificates, for neither a port nor a handshake.
 */
export function etcdFlags({ folder }: ControlPlanePlan): string[] {
  return [
    `--data-dir=${folder}/etcd`,
    `--listen-client-urls=${etcdUrl(folder)}`,
    // etcd insists on advertising a TCP address, and its only client never asks for it.
    "--advertise-client-urls=http://127.0.0.1:2379",
    // It has no peers: the address it would tell them stays the default one, where nobody listens.
    `--listen-peer-urls=unix://${folder}/etcd-peer.sock`,
    // Nothing in it outlives the run, so it need not survive a crash of the machine.
    "--unsafe-no-fsync",
    "--quota-backend-bytes=8589934592",
    "--log-level=warn",
  ];
}

/**
 * Without these namespaces never end, owned objects stay, quotas limit nothing, accounts and the roles
 * `edit` and `admin` are empty, and policies say nothing of their expressions.
 */
const managerControllers = [
  "namespace-controller",
  "garbage-collector-controller",
  "serviceaccount-controller",
  "serviceaccount-token-controller",
  "clusterrole-aggregation-controller",
  "resourcequota-controller",
  "root-ca-certificate-publisher-controller",
  "validatingadmissionpolicy-status-controller",
];

export function controllerManagerFlags({ files }: ControlPlanePlan): string[] {
  return [
    `--kubeconfig=${files.managerKubeconfig}`,
    `--controllers=${managerControllers.join(",")}`,
    // Each acts in its own name with its own role, as in a cluster.
    "--use-service-account-credentials=true",
    `--service-account-private-key-file=${files.serviceAccountKey}`,
    `--root-ca-file=${files.caCertificate}`,
    "--leader-elect=false",
    "--bind-address=127.0.0.1",
    "--secure-port=0",
  ];
}

/** Where kube-apiserver finds its storage. */
export function etcdUrl(folder: string): string {
  return `unix://${folder}/etcd.sock`;
}
