import { describe, expect, it } from "vitest";
import { yamlOf } from "./objects.ts";
import { fillIn, placeObject } from "./place-object.ts";

const plan = { namespace: "here" };

describe("placeObject", () => {
  it.each([
    ["ConfigMap", {}, "here"],
    ["ConfigMap", { namespace: "there" }, "there"],
    ["ConfigMap", { namespace: "%NAMESPACE%" }, "here"],
    ["ClusterRoleBinding", {}, undefined],
    ["Namespace", {}, undefined],
  ])("puts %s %j into %s", (kind, given, expected) => {
    const placed = placeObject(plan, { apiVersion: "v1", kind, metadata: { name: "a", ...given } });
    expect(placed.metadata.namespace).toBe(expected);
    expect(placed.metadata.name).toBe("a");
  });

  it("fills in the placeholder wherever it stands, and leaves the rest alone", () => {
    const object = {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "RoleBinding",
      metadata: { name: "a" },
      subjects: [{ name: "of-%NAMESPACE%-%NAMESPACE%", count: 3, none: null, yes: true }],
    };
    expect(placeObject(plan, object)).toEqual({
      ...object,
      metadata: { name: "a", namespace: "here" },
      subjects: [{ name: "of-here-here", count: 3, none: null, yes: true }],
    });
    expect(object.metadata).toEqual({ name: "a" });
  });
});

it("YAML of objects has the run's namespace once it is filled in", () => {
  const text = yamlOf(
    { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" }, data: { n: "1" } },
    { apiVersion: "v1", kind: "Namespace", metadata: { name: "b" } },
  );
  expect(fillIn(plan, text)).toBe(
    [
      'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  namespace: "here"\n  name: a\ndata:\n  n: "1"\n',
      "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: b\n",
    ].join("---\n"),
  );
});
