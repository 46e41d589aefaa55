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

/** Defaults as far as they go: request limiting (APF) and admission are part of what is tested. */
export function apiserverFlags({ folder, apiPort, auditLog, files }: ControlPlanePlan): string[] {
  return [
    `--etcd-servers=${etcdUrl(folder)}`,
    "--bind-address=127.0.0.1",
    `--secure-port=${apiPort}`,
    "--advertise-address=127.0.0.1",
    // Loopback is no valid endpoint for the Service `kubernetes`, and no Pod is there to use it.
    "--endpoint-reconciler-type=none",
    "--service-cluster-ip-range=10.0.0.0/24",
    `--cert-dir=${folder}`,
    `--tls-cert-file=${files.serverCertificate}`,
    `--tls-private-key-file=${files.serverKey}`,
    "--authorization-mode=RBAC",
    `--token-auth-file=${files.tokens}`,
    "--service-account-issuer=https://kubernetes.default.svc",
    `--service-account-signing-key-file=${files.serviceAccountKey}`,
    `--service-account-key-file=${files.serviceAccountPublicKey}`,
    `--audit-policy-file=${files.auditPolicy}`,
    `--audit-log-path=${auditLog}`,
    // Megabytes until it is renamed away under the counter that follows it: never in one run.
    "--audit-log-maxsize=1000000",
  ];
}

/** Without these namespaces never end, owned objects stay, and accounts and the roles `edit` and `admin` are empty. */
const managerControllers = [
  "namespace-controller",
  "garbage-collector-controller",
  "serviceaccount-controller",
  "serviceaccount-token-controller",
  "clusterrole-aggregation-controller",
  "root-ca-certificate-publisher-controller",
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

function etcdUrl(folder: string): string {
  return `unix://${folder}/etcd.sock`;
}
