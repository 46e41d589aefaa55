import type { ControlPlanePlan } from "./control-plane.ts";

/**
 * For kube-apiserver and its simulator. Defaults as far as they go: request limiting (APF) and
 * admission are part of what is tested.
 */
export function apiserverFlags({ folder, apiPort, auditLog, files }: ControlPlanePlan): string[] {
  return [
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
