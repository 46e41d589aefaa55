import type { Cells } from "./cell-of.ts";
import { at, labelsText, listAt, numberAt, selectorText, textAt } from "./fields.ts";

/** Cells of kinds that other groups have, as far as Flux's users see them. */
export const clusterCells: Cells = {
  "ingresses.networking.k8s.io": {
    Class: (ingress) => textAt(ingress, "spec", "ingressClassName") ?? "<none>",
    Hosts: (ingress) => {
      const hosts = listAt(ingress, "spec", "rules").flatMap((rule) => textAt(rule, "host") ?? []);
      if (hosts.length === 0) return "*";
      const more = hosts.length > 3 ? ` + ${hosts.length - 3} more...` : "";
      return hosts.slice(0, 3).join(",") + more;
    },
    Address: (ingress) =>
      listAt(ingress, "status", "loadBalancer", "ingress")
        .map((one) => textAt(one, "ip") ?? textAt(one, "hostname") ?? "")
        .join(","),
    Ports: (ingress) => (listAt(ingress, "spec", "tls").length > 0 ? "80, 443" : "80"),
  },
  "networkpolicies.networking.k8s.io": {
    "Pod-Selector": (policy) => selectorText(at(policy, "spec", "podSelector")),
  },
  "poddisruptionbudgets.policy": {
    "Min Available": (budget) => String(at(budget, "spec", "minAvailable") ?? "N/A"),
    "Max Unavailable": (budget) => String(at(budget, "spec", "maxUnavailable") ?? "N/A"),
    "Allowed Disruptions": (budget) => numberAt(budget, "status", "disruptionsAllowed"),
  },
  "rolebindings.rbac.authorization.k8s.io": bindingCells(),
  "clusterrolebindings.rbac.authorization.k8s.io": bindingCells(),
  "leases.coordination.k8s.io": {
    Holder: (lease) => textAt(lease, "spec", "holderIdentity") ?? "",
  },
  "mutatingwebhookconfigurations.admissionregistration.k8s.io": webhookCells(),
  "validatingwebhookconfigurations.admissionregistration.k8s.io": webhookCells(),
  "validatingadmissionpolicies.admissionregistration.k8s.io": {
    Validations: (policy) => listAt(policy, "spec", "validations").length,
    ParamKind: (policy) => {
      const kind = textAt(policy, "spec", "paramKind", "kind");
      return kind === undefined
        ? "<unset>"
        : `${textAt(policy, "spec", "paramKind", "apiVersion") ?? ""}/${kind}`;
    },
  },
  "validatingadmissionpolicybindings.admissionregistration.k8s.io": {
    PolicyName: (binding) => textAt(binding, "spec", "policyName") ?? "",
  },
  "storageclasses.storage.k8s.io": {
    Provisioner: (storage) => textAt(storage, "provisioner") ?? "",
    ReclaimPolicy: (storage) => textAt(storage, "reclaimPolicy") ?? "Delete",
    VolumeBindingMode: (storage) => textAt(storage, "volumeBindingMode") ?? "Immediate",
    AllowVolumeExpansion: (storage) => at(storage, "allowVolumeExpansion") === true,
  },
  "ingressclasses.networking.k8s.io": {
    Controller: (one) => textAt(one, "spec", "controller") ?? "",
  },
  "runtimeclasses.node.k8s.io": { Handler: (one) => textAt(one, "handler") ?? "" },
  "priorityclasses.scheduling.k8s.io": {
    Value: (priority) => numberAt(priority, "value"),
    "Global-Default": (priority) => at(priority, "globalDefault") === true,
    PreemptionPolicy: (priority) => textAt(priority, "preemptionPolicy") ?? "",
  },
  "horizontalpodautoscalers.autoscaling": {
    Reference: (scaler) =>
      `${textAt(scaler, "spec", "scaleTargetRef", "kind") ?? ""}/${textAt(scaler, "spec", "scaleTargetRef", "name") ?? ""}`,
    MinPods: (scaler) => String(at(scaler, "spec", "minReplicas") ?? "<unset>"),
    MaxPods: (scaler) => numberAt(scaler, "spec", "maxReplicas"),
    Replicas: (scaler) => numberAt(scaler, "status", "currentReplicas"),
  },
  "apiservices.apiregistration.k8s.io": {
    Service: (service) => {
      const name = textAt(service, "spec", "service", "name");
      if (name === undefined) return "Local";
      return `${textAt(service, "spec", "service", "namespace") ?? ""}/${name}`;
    },
    Available: (service) => {
      const found = listAt(service, "status", "conditions").find(
        (one) => at(one, "type") === "Available",
      );
      const status = textAt(found, "status") ?? "Unknown";
      const reason = textAt(found, "reason");
      return status === "True" || reason === undefined ? status : `${status} (${reason})`;
    },
  },
  nodes: {
    Roles: (node) => {
      const labels = Object.keys(at(node, "metadata", "labels") ?? {});
      const roles = labels.flatMap(
        (key) => /^node-role\.kubernetes\.io\/(.+)$/.exec(key)?.[1] ?? [],
      );
      return roles.sort().join(",") || "<none>";
    },
    Version: (node) => textAt(node, "status", "nodeInfo", "kubeletVersion") ?? "",
  },
  "endpointslices.discovery.k8s.io": {
    AddressType: (slice) => textAt(slice, "addressType") ?? "",
  },
  podtemplates: { "Pod Labels": (one) => labelsText(at(one, "template", "metadata", "labels")) },
};

function webhookCells() {
  return { Webhooks: (configuration: unknown) => listAt(configuration, "webhooks").length };
}

function bindingCells() {
  const subjects = (kind: string) => (binding: unknown) =>
    listAt(binding, "subjects")
      .filter((subject) => textAt(subject, "kind") === kind)
      .map((subject) => {
        const name = textAt(subject, "name") ?? "";
        return kind === "ServiceAccount" ? `${textAt(subject, "namespace") ?? ""}/${name}` : name;
      })
      .join(", ");
  return {
    Role: (binding: unknown) =>
      `${textAt(binding, "roleRef", "kind") ?? ""}/${textAt(binding, "roleRef", "name") ?? ""}`,
    Users: subjects("User"),
    Groups: subjects("Group"),
    ServiceAccounts: subjects("ServiceAccount"),
  };
}
