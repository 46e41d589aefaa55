import { shortDuration } from "./age.ts";
import type { Cells } from "./cell-of.ts";
import { at, listAt, numberAt, selectorText, textAt } from "./fields.ts";
import { scalerCells } from "./scaler-cells.ts";

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
    ParamRef: (binding) => {
      const name = textAt(binding, "spec", "paramRef", "name");
      const selector = at(binding, "spec", "paramRef", "selector");
      if (name !== undefined)
        return `${textAt(binding, "spec", "paramRef", "namespace") ?? "*"}/${name}`;
      return selector === undefined ? "<unset>" : goSelector(selector);
    },
  },
  "ingressclasses.networking.k8s.io": {
    Controller: (one) => textAt(one, "spec", "controller") ?? "",
    Parameters: (one) => {
      const parameters = at(one, "spec", "parameters");
      if (parameters === undefined) return "<none>";
      const group = at(parameters, "apiGroup");
      const kind = `${textAt(parameters, "kind") ?? ""}${group === undefined ? "" : `.${group}`}`;
      return `${kind}/${textAt(parameters, "name") ?? ""}`;
    },
  },
  "runtimeclasses.node.k8s.io": { Handler: (one) => textAt(one, "handler") ?? "" },
  "priorityclasses.scheduling.k8s.io": {
    Value: (priority) => numberAt(priority, "value"),
    "Global-Default": (priority) => at(priority, "globalDefault") === true,
    PreemptionPolicy: (priority) => textAt(priority, "preemptionPolicy") ?? "",
  },
  "horizontalpodautoscalers.autoscaling": scalerCells,
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
  "endpointslices.discovery.k8s.io": {
    AddressType: (slice) => textAt(slice, "addressType") ?? "",
    Ports: (slice) =>
      firstThree(
        listAt(slice, "ports").map((port) => String(at(port, "port") ?? at(port, "name") ?? "*")),
      ),
    Endpoints: (slice) =>
      firstThree(listAt(slice, "endpoints").flatMap((one) => listAt(one, "addresses").map(String))),
  },
  "certificatesigningrequests.certificates.k8s.io": {
    SignerName: (request) => textAt(request, "spec", "signerName") ?? "<none>",
    Requestor: (request) => textAt(request, "spec", "username") ?? "",
    RequestedDuration: (request) => {
      const seconds = at(request, "spec", "expirationSeconds");
      return typeof seconds === "number" ? shortDuration(seconds * 1000) : "<none>";
    },
    Condition: signingState,
  },
};

function firstThree(list: string[]): string {
  const more = list.length > 3 ? ` + ${list.length - 3} more...` : "";
  return list.slice(0, 3).join(",") + more || "<unset>";
}

function signingState(request: unknown): string {
  const has = (type: string) =>
    listAt(request, "status", "conditions").some((one) => at(one, "type") === type);
  const judged = has("Approved") ? "Approved" : "Pending";
  const failed = has("Failed") ? ",Failed" : "";
  const issued = textAt(request, "status", "certificate") === undefined ? "" : ",Issued";
  return (has("Denied") ? "Denied" : judged) + failed + issued;
}

/** As Go prints the struct. */
function goSelector(selector: unknown): string {
  const labels = Object.entries(at(selector, "matchLabels") ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}: ${value},`);
  const expressions = listAt(selector, "matchExpressions").map(
    (one) =>
      `LabelSelectorRequirement{Key:${at(one, "key") ?? ""},Operator:${at(one, "operator") ?? ""},` +
      `Values:[${listAt(one, "values").join(" ")}],},`,
  );
  return `&LabelSelector{MatchLabels:map[string]string{${labels.join("")}},MatchExpressions:[]LabelSelectorRequirement{${expressions.join("")}},}`;
}

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
