import { expect, test } from "vitest";
import type { ApiObject, ControllerApi } from "../../runtime/controller-api.ts";
import { OutsideModelError } from "../../runtime/reconcile-errors.ts";
import type { KustomizationSpec } from "../kustomization.ts";
import { generateKustomization } from "./kustomization-file.ts";
import { kustomizeBuild } from "./kustomize-build.ts";
import { pathWithin, sourceTree } from "./source-tree.ts";
import { substitute } from "./substitute.ts";

const spec = (more: Partial<KustomizationSpec> = {}): KustomizationSpec => ({
  interval: "1m",
  sourceRef: { kind: "GitRepository", name: "fleet" },
  ...more,
});

function built(files: Record<string, string>, folder = "", more = {}): ApiObject[] {
  const tree = sourceTree(new Map(Object.entries(files)), "/tmp/k");
  return kustomizeBuild(tree, folder, generateKustomization(tree, folder, spec(more)));
}

const names = (objects: ApiObject[]) =>
  objects.map(({ metadata: { namespace, name } }) => [namespace, name].filter(Boolean).join("/"));

const map = (name: string, metadata = {}) =>
  JSON.stringify({ apiVersion: "v1", kind: "ConfigMap", metadata: { name, ...metadata } });

test("a folder without a kustomization.yaml is all its manifests, in the order of a walk", () => {
  const files = {
    "z.yaml": map("z"),
    "a/b.yml": map("b"),
    "a/c.json": map("c"),
    "a-b.yaml": `${map("d")}\n---\n${map("e")}`,
    "notes.md": "a: b: c",
  };
  expect(names(built(files))).toEqual(["b", "d", "e", "z"]);
  expect(names(built(files, "a"))).toEqual(["b"]);
  expect(built({}, "")).toEqual([]);
});

test("a folder below with a kustomization.yaml is built by it", () => {
  const files = {
    "sub/kustomization.yaml": "resources: [one.yaml, ../two.yaml]\nnamespace: x\nnamePrefix: p-",
    "sub/one.yaml": map("one"),
    "sub/other.yaml": map("other"),
    "two.yaml": map("two"),
  };
  expect(names(built(files))).toEqual(["x/p-one", "x/p-two", "two"]);
  expect(names(built(files, "sub"))).toEqual(["x/p-one", "x/p-two"]);
  expect(names(built(files, "sub", { targetNamespace: "y" }))).toEqual(["y/p-one", "y/p-two"]);
});

test("the target namespace is that of namespaces, too, but of nothing else without one", () => {
  const role = { apiVersion: "rbac.authorization.k8s.io/v1", kind: "ClusterRole" };
  const files = {
    "a.yaml": JSON.stringify({ apiVersion: "v1", kind: "Namespace", metadata: { name: "old" } }),
    "b.yaml": JSON.stringify({ ...role, metadata: { name: "role" } }),
    "c.yaml": map("c", { namespace: "old" }),
  };
  expect(names(built(files, "", { targetNamespace: "new" }))).toEqual(["new", "role", "new/c"]);
});

test("lists are their items", () => {
  const list = { apiVersion: "v1", kind: "List", items: [JSON.parse(map("a"))] };
  expect(names(built({ "a.yaml": JSON.stringify(list) }))).toEqual(["a"]);
});

test("common labels reach selectors, others don't", () => {
  const service = {
    ...{ apiVersion: "v1", kind: "Service", metadata: { name: "web" } },
    spec: { selector: { app: "web" } },
  };
  const kustomization = {
    resources: ["web.yaml"],
    commonLabels: { all: "1" },
    labels: [{ pairs: { own: "2" } }],
  };
  const [web] = built({
    "kustomization.yaml": JSON.stringify(kustomization),
    "web.yaml": JSON.stringify(service),
  });
  expect(web).toMatchObject({
    metadata: { labels: { all: "1", own: "2" } },
    spec: { selector: { app: "web", all: "1" } },
  });
});

test.each([
  [{ "kustomization.yaml": "patches: []" }, {}],
  [{ "kustomization.yaml": "resources: ['https://example.com/base']" }, {}],
  [{ "a.yaml": map("a") }, { patches: [{ patch: "" }] }],
])("what kustomize knows beyond is refused: %j", (files: Record<string, string>, more) => {
  expect(() => built(files, "", more)).toThrow(OutsideModelError);
});

test("a path never leaves the artifact", () => {
  expect(pathWithin("a/b", "../c")).toBe("a/c");
  expect(pathWithin("", "../../etc")).toBe("etc");
  expect(pathWithin("", "./")).toBe("");
});

/** `${name}`, which no string may hold as it is. */
const variable = (expression: string) => `\${${expression}}`;

const api = {
  get: async ({ name }: { name: string }) => ({ data: { region: `of ${name}\n` } }),
} as unknown as ControllerApi;

async function substituted(text: string, postBuild: KustomizationSpec["postBuild"] & object) {
  const object = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" }, data: { text } };
  const { signal } = new AbortController();
  const process = { api, signal, has: () => false };
  const options = { spec: spec({ postBuild }), namespace: "default", process };
  return ((await substitute(object, options)) as unknown as { data: { text: unknown } }).data.text;
}

test.each([
  [variable("name"), { name: "web" }, "web"],
  [variable("missing"), { name: "web" }, null],
  [`${variable("missing:=default")} and ${variable("name")}`, { name: "web" }, "default and web"],
  [`$${variable("name")} $name`, { name: "web" }, `${variable("name")} $name`],
  [variable("name"), { name: "3" }, 3],
])("%s becomes what Flux makes of it", async (text, substitute, expected) => {
  expect(await substituted(text, { substitute })).toBe(expected);
});

test("inline values go before those of ConfigMaps", async () => {
  const substituteFrom = [{ kind: "ConfigMap", name: "vars" }];
  expect(await substituted(variable("region"), { substituteFrom })).toBe("of vars");
  const substitute = { region: "mine" };
  expect(await substituted(variable("region"), { substituteFrom, substitute })).toBe("mine");
});

test("names that no shell would take are refused, and forms beyond defaults are outside the model", async () => {
  await expect(substituted("", { substitute: { "a-b": "" } })).rejects.toThrow(
    "envsubst error: 'a-b' var name is invalid, must match '^[_[:alpha:]][_[:alpha:][:digit:]]*$'",
  );
  await expect(substituted(variable("a%b"), { substitute: { a: "" } })).rejects.toThrow(
    OutsideModelError,
  );
});
