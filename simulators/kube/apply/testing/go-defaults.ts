import type { ApiObject } from "../../model/api-object.ts";
import { noReferences } from "../../model/schema.ts";
import { applyDefaults } from "../../schema/apply-defaults.ts";
import { builtinSchemas, objectMeta } from "../../schema/builtin-schemas.ts";
import { pruneUnknown } from "../../schema/prune.ts";
import type { TestedKind } from "./kinds.ts";

type Fields = Record<string, unknown>;

/** An object as the API server has it once it was decoded: as Go writes it, with the defaults from Go code. */
export function withDefaults(kind: TestedKind, object: ApiObject): ApiObject {
  const isCustom = kind.schemas === noReferences;
  const value = isCustom ? object : pruneUnknown({ ...kind, value: object }).value;
  const filled = structuredClone(applyDefaults({ ...kind, value }));
  if (kind.kind === "Deployment") fillDeployment(filled.spec as Fields);
  if (kind.kind === "Service") fillService(filled.spec as Fields);
  const { metadata, ...rest } = applyDefaults({ ...kind, value: filled });
  // Also a custom resource's metadata is read and written by Go; that it says [] outlives the reading.
  const { managedFields } = object.metadata;
  const schemas = builtinSchemas();
  const written = applyDefaults({ schema: { ref: objectMeta }, schemas, value: metadata });
  return {
    ...rest,
    metadata: { ...written, ...(managedFields && { managedFields }) },
  } as ApiObject;
}

function fillDeployment(spec: Fields): void {
  fill(spec, { progressDeadlineSeconds: 600, replicas: 1, revisionHistoryLimit: 10 });
  const strategy = spec.strategy as Fields;
  fill(strategy, { type: "RollingUpdate" });
  if (strategy.type === "RollingUpdate") {
    fill(strategy, { rollingUpdate: {} });
    fill(strategy.rollingUpdate as Fields, { maxSurge: "25%", maxUnavailable: "25%" });
  }
  const pod = (spec.template as Fields).spec as Fields;
  fill(pod, {
    dnsPolicy: "ClusterFirst",
    restartPolicy: "Always",
    schedulerName: "default-scheduler",
    securityContext: {},
    terminationGracePeriodSeconds: 30,
  });
  for (const container of (pod.containers ?? []) as Fields[]) {
    fill(container, {
      imagePullPolicy: "IfNotPresent",
      terminationMessagePath: "/dev/termination-log",
      terminationMessagePolicy: "File",
    });
    for (const port of (container.ports ?? []) as Fields[]) fill(port, { protocol: "TCP" });
  }
}

function fillService(spec: Fields): void {
  fill(spec, { internalTrafficPolicy: "Cluster", sessionAffinity: "None", type: "ClusterIP" });
  if (spec.sessionAffinity === "ClientIP") {
    fill(spec, { sessionAffinityConfig: { clientIP: { timeoutSeconds: 10800 } } });
  }
  if (spec.sessionAffinity === "None") delete spec.sessionAffinityConfig;
  for (const port of (spec.ports ?? []) as Fields[]) {
    fill(port, { protocol: "TCP" });
    fill(port, { targetPort: port.port });
  }
}

function fill(fields: Fields, defaults: Fields): void {
  for (const [name, value] of Object.entries(defaults)) fields[name] ??= value;
}
