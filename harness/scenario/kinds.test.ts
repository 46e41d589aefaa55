import { describe, expect, it } from "vitest";
import { apiVersionOf, followedKinds, neededControllers } from "./kinds.ts";
import { kustomization, yamlOf } from "./objects.ts";
import { type ScenarioInput, scenario } from "./scenario.ts";

const of = (input: Partial<ScenarioInput>) =>
  scenario({ name: "test/kinds", guarantee: "Any.", drive: [], check: [], ...input });

const kinds = (input: Partial<ScenarioInput>) => followedKinds(of(input)).map(({ kind }) => kind);
const fleetKinds = ["GitRepository", "Kustomization", "ConfigMap"];

const object = (apiVersion: string, kind: string) => ({
  apiVersion,
  kind,
  metadata: { name: "x" },
});

describe("followedKinds", () => {
  it("are those of the fleet where nothing else is named", () => {
    expect(kinds({})).toEqual(fleetKinds);
  });

  it.each<[string, Partial<ScenarioInput>]>([
    ["an object", { objects: [object("apps/v1", "Deployment")] }],
    [
      "a file",
      {
        repositories: [
          { name: "a", files: { "a.yaml": "kind: Service\n---\nkind: Deployment\n" } },
        ],
      },
    ],
    [
      "the file of a commit",
      {
        drive: [{ use: "commit", with: { files: { a: yamlOf(object("apps/v1", "Deployment")) } } }],
      },
    ],
    ["a step", { drive: [{ use: "until", with: { kind: "Deployment", name: "a" } }] }],
    [
      "an inner step",
      { drive: [{ use: "repeat", steps: [{ use: "until", with: { kind: "Deployment" } }] }] },
    ],
    ["a check", { check: [{ use: "shows", with: { kind: "Deployment" } }] }],
  ])("are told by %s", (_, input) => {
    expect(kinds(input)).toContain("Deployment");
    expect(kinds(input)).not.toContain("Job");
  });

  it("have the charts of releases beside them, and nothing that isn't followed", () => {
    const objects = [
      object("helm.toolkit.fluxcd.io/v2", "HelmRelease"),
      object("rbac.authorization.k8s.io/v1", "RoleBinding"),
    ];
    expect(kinds({ objects })).toEqual([
      ...["GitRepository", "HelmChart", "Kustomization", "HelmRelease", "ConfigMap"],
    ]);
  });

  it("are followed at the version that objects have, not at that of references", () => {
    const versioned = of({
      objects: [
        object("source.toolkit.fluxcd.io/v1beta2", "OCIRepository"),
        { ...object("v1", "List"), ref: { apiVersion: "x/v9", kind: "OCIRepository" } },
      ],
    });
    expect(apiVersionOf(versioned, "OCIRepository")).toBe("source.toolkit.fluxcd.io/v1beta2");
    expect(apiVersionOf(versioned, "Bucket")).toBe("source.toolkit.fluxcd.io/v1");
  });
});

describe("neededControllers", () => {
  it.each<[Partial<ScenarioInput>, string[]]>([
    [{}, []],
    [{ fleet: { repositories: 1, kustomizations: 1 } }, ["kustomize-controller"]],
    [{ objects: [kustomization({ name: "a", repository: "b" })] }, ["kustomize-controller"]],
    [{ objects: [object("helm.toolkit.fluxcd.io/v2", "HelmRelease")] }, ["helm-controller"]],
    [
      {
        objects: [
          object("notification.toolkit.fluxcd.io/v1beta3", "Alert"),
          object("v1", "Secret"),
        ],
      },
      ["notification-controller"],
    ],
    // What is only asked about needs nobody.
    [{ check: [{ use: "shows", with: { kind: "HelmRelease" } }] }, []],
  ])("%j: %j besides source-controller", (input, expected) => {
    expect(neededControllers(of(input))).toEqual(["source-controller", ...expected]);
  });
});
