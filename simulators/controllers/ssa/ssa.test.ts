import fc from "fast-check";
import { expect, test } from "vitest";
import { byApplyOrder } from "./apply-order.ts";
import { cleanUpPatch } from "./clean-up-managers.ts";
import { hasDrifted, isMarked } from "./metadata.ts";
import { normalized } from "./normalize.ts";
import { inventoryKey, type ObjectId, parseInventoryKey } from "./object-id.ts";

const id = (kind: string, name = "a", namespace = ""): ObjectId => ({
  kind,
  name,
  namespace,
  group: "",
});

test("what others need comes first, webhooks come last", () => {
  const kinds = ["ValidatingWebhookConfiguration", "Thing", "Deployment", "ConfigMap", "Namespace"];
  const sorted = kinds.map((kind) => id(kind)).sort(byApplyOrder);
  expect(sorted.map(({ kind }) => kind)).toEqual(kinds.toReversed());
  expect([id("Thing", "b"), id("Thing", "a", "x"), id("Thing", "a")].sort(byApplyOrder)).toEqual([
    ...[id("Thing", "a"), id("Thing", "b"), id("Thing", "a", "x")],
  ]);
});

test("inventory keys tell what they were made of", () => {
  const name = fc.stringMatching(/^[a-z0-9.-]{1,20}$/);
  const ids = fc.record({
    namespace: fc.oneof(fc.constant(""), name),
    name,
    group: fc.oneof(fc.constant(""), name),
    kind: fc.stringMatching(/^[A-Z][A-Za-z]{0,10}$/),
  });
  fc.assert(
    fc.property(ids, (each) => {
      expect(parseInventoryKey(inventoryKey(each))).toEqual(each);
    }),
  );
  const role = { ...id("ClusterRole", "system:a"), group: "rbac.authorization.k8s.io" };
  expect(inventoryKey(role)).toBe("_system__a_rbac.authorization.k8s.io_ClusterRole");
  expect(parseInventoryKey(inventoryKey(role))).toEqual(role);
  expect(() => parseInventoryKey("nonsense")).toThrow("unable to parse stored object metadata");
});

const object = (metadata: object, more: object = {}) => ({
  ...{ apiVersion: "v1", kind: "ConfigMap" },
  metadata: { name: "a", ...metadata },
  ...more,
});

test("drift is what we could have said", () => {
  const existing = object({ resourceVersion: "1", labels: { a: "1" } }, { data: { k: "v" } });
  const same = { ...existing, status: { phase: "x" } };
  expect(hasDrifted(existing, same)).toBe(false);
  expect(hasDrifted(existing, { ...existing, data: { k: "w" } })).toBe(true);
  expect(hasDrifted(existing, object({ resourceVersion: "1" }, { data: { k: "v" } }))).toBe(true);
  expect(hasDrifted(undefined, object({}))).toBe(true);
});

test("marks are labels or annotations, in whatever case", () => {
  expect(isMarked(object({ labels: { m: "Disabled" } }), { m: "disabled" })).toBe(true);
  expect(isMarked(object({ annotations: { m: "enabled" } }), { m: "disabled" })).toBe(false);
  expect(isMarked(undefined, { m: "disabled" })).toBe(false);
});

test("what kubectl owns becomes ours, and its annotation goes", () => {
  const entry = (manager: string, operation: string, field: string) => ({
    ...{ manager, operation, apiVersion: "v1", fieldsType: "FieldsV1" },
    fieldsV1: { "f:data": { [field]: {} } },
  });
  const applied = "kubectl.kubernetes.io/last-applied-configuration";
  const held = object({
    annotations: { [applied]: "{}" },
    managedFields: [
      entry("kubectl-client-side-apply", "Update", "f:a"),
      entry("other", "Update", "f:b"),
      entry("kustomize-controller", "Apply", "f:c"),
    ],
  });
  expect(cleanUpPatch(held, "kustomize-controller")).toEqual([
    {
      op: "remove",
      path: "/metadata/annotations/kubectl.kubernetes.io~1last-applied-configuration",
    },
    {
      ...{ op: "replace", path: "/metadata/managedFields" },
      value: [
        entry("other", "Update", "f:b"),
        {
          ...entry("kustomize-controller", "Apply", ""),
          fieldsV1: { "f:data": { "f:a": {}, "f:c": {} } },
        },
      ],
    },
  ]);
  expect(cleanUpPatch(object({ managedFields: [entry("other", "Update", "f:b")] }), "us")).toEqual(
    [],
  );
  expect(cleanUpPatch(undefined, "us")).toEqual([]);
});

test("manifests are said as Flux says them", () => {
  const secret = normalized({
    ...object({ creationTimestamp: "2026-01-01T00:00:00Z" }),
    ...{ kind: "Secret", stringData: { a: "b" }, sops: {}, status: {} },
  });
  expect(secret).toEqual({ ...object({}), kind: "Secret", data: { a: "Yg==" } });
  const ports = normalized({ ...object({}), kind: "Service", spec: { ports: [{ port: 80 }] } });
  expect(ports.spec).toEqual({ ports: [{ port: 80, protocol: "TCP" }] });
});
