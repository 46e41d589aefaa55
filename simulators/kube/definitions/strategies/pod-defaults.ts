import { containerDefaults } from "./container-defaults.ts";
import { type Fields, part, parts, setMissing } from "./fields.ts";

/** Defaults of a PodSpec, in a Pod or in a template (`pkg/apis/core/v1/defaults.go`). */
export function podSpecDefaults(spec: Fields): void {
  setMissing(spec, {
    restartPolicy: "Always",
    dnsPolicy: "ClusterFirst",
    terminationGracePeriodSeconds: 30,
    schedulerName: "default-scheduler",
    securityContext: {},
  });
  // Old clients know the account by its first name.
  const account = spec.serviceAccountName || spec.serviceAccount;
  if (account) Object.assign(spec, { serviceAccountName: account, serviceAccount: account });
  for (const list of ["containers", "initContainers", "ephemeralContainers"])
    for (const container of parts(spec, list)) containerDefaults(container);
  for (const volume of parts(spec, "volumes")) volumeDefaults(volume);
}

/** What only Pods themselves get, and no template. */
export function podDefaults(pod: Fields): void {
  const spec = part(pod, "spec");
  if (!spec) return;
  setMissing(spec, { enableServiceLinks: true });
  for (const list of ["containers", "initContainers"])
    for (const container of parts(spec, list)) {
      if (spec.hostNetwork === true)
        for (const port of parts(container, "ports"))
          if (!port.hostPort) port.hostPort = port.containerPort;
      const resources = part(container, "resources");
      const limits = part(resources, "limits");
      if (!resources || !limits) continue;
      resources.requests = { ...limits, ...part(resources, "requests") };
    }
  podSpecDefaults(spec);
}

export function templateDefaults(template: Fields | undefined): void {
  const spec = part(template, "spec");
  if (spec) podSpecDefaults(spec);
}

const fileMode = 0o644;

function volumeDefaults(volume: Fields): void {
  if (Object.keys(volume).every((key) => key === "name")) volume.emptyDir = {};
  for (const source of ["secret", "configMap", "downwardAPI", "projected"]) {
    const found = part(volume, source);
    if (found) setMissing(found, { defaultMode: fileMode });
  }
  for (const item of parts(volume.downwardAPI, "items")) fieldReference(item);
  for (const source of parts(volume.projected, "sources")) {
    const token = part(source, "serviceAccountToken");
    if (token) setMissing(token, { expirationSeconds: 3600 });
    for (const item of parts(source.downwardAPI, "items")) fieldReference(item);
  }
  const hostPath = part(volume, "hostPath");
  if (hostPath && hostPath.type === undefined) hostPath.type = "";
  const claim = part(part(part(volume, "ephemeral"), "volumeClaimTemplate"), "spec");
  if (claim) setMissing(claim, { volumeMode: "Filesystem" });
}

function fieldReference(item: Fields): void {
  const reference = part(item, "fieldRef");
  if (reference) setMissing(reference, { apiVersion: "v1" });
}
