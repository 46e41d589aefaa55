import { chance, oneOf } from "../choose.ts";
import {
  chooseName,
  type Draft,
  knownVersion,
  makeObject,
  objectPath,
  put,
  type Request,
  withQuery,
} from "../draft.ts";

export type PatchForm = "json" | "merge" | "strategic";

export function patchRequest(draft: Draft, form: PatchForm, subresource = ""): Request {
  const { random } = draft;
  const name = chooseName(draft);
  const body =
    form === "json" ? jsonPatch(draft, subresource) : mergePatch(draft, name, form, subresource);
  const path = withQuery(objectPath(draft, name) + subresource, {
    fieldManager: chance(random, 0.5) ? oneOf(random, ["m1", "m2"]) : undefined,
    dryRun: chance(random, 0.06) ? "All" : undefined,
    fieldValidation: chance(random, 0.15) ? oneOf(random, ["Strict", "Warn", "Ignore"]) : undefined,
  });
  const type = { json: "json-patch", merge: "merge-patch", strategic: "strategic-merge-patch" }[
    form
  ];
  return { method: "PATCH", path, body: JSON.stringify(body), type: `application/${type}+json` };
}

/** Some fields set, some taken away by null. */
function mergePatch(draft: Draft, name: string, form: PatchForm, subresource: string) {
  const { random, kind } = draft;
  const { metadata } = makeObject(draft, undefined) as { metadata: Record<string, unknown> };
  const patch: Record<string, unknown> = chance(random, 0.5) ? { metadata } : {};
  for (const [path, values] of choosePaths(draft, subresource)) {
    put(patch, path.split("."), chance(random, 0.25) ? null : oneOf(random, values));
  }
  if (chance(random, 0.15)) put(patch, ["metadata", "labels", "x"], null);
  if (chance(random, 0.12)) put(patch, ["metadata", "finalizers"], null);
  const version = knownVersion(draft, name);
  if (version !== undefined && chance(random, 0.1)) {
    put(patch, ["metadata", "resourceVersion"], version);
  }
  if (form === "strategic" && !kind.custom) directives(draft, patch);
  return patch;
}

function directives({ random, kind }: Draft, patch: Record<string, unknown>): void {
  if (chance(random, 0.1))
    put(patch, ["metadata", "$deleteFromPrimitiveList/finalizers"], ["example.com/f"]);
  if (chance(random, 0.06))
    put(patch, ["metadata", "labels", "$patch"], oneOf(random, ["replace", "delete"]));
  if (kind.plural === "deployments" && chance(random, 0.3)) {
    const containers = oneOf(random, [
      [{ name: "b", $patch: "delete" }],
      [{ name: "a", env: [{ name: "A", $patch: "delete" }] }],
      [{ name: "c", image: "c:1" }],
      [{ $patch: "replace" }, { name: "d", image: "d:1" }],
      [{ name: "a", ports: [{ containerPort: 80, name: "web" }] }],
    ]);
    put(patch, ["spec", "template", "spec", "containers"], containers);
  }
}

function choosePaths({ random, kind }: Draft, subresource: string): [string, unknown[]][] {
  const options = subresource === "/status" ? kind.statusOptions : kind.options;
  return Object.entries(options)
    .filter(() => chance(random, 0.3))
    .sort(([a], [b]) => a.length - b.length);
}

function jsonPatch(draft: Draft, subresource: string): object[] {
  const { random } = draft;
  const operations = choosePaths(draft, subresource).map(([path, values]) => {
    const op = oneOf(random, ["add", "add", "replace", "remove", "test"]);
    const pointer = `/${path.replaceAll(".", "/")}`;
    return op === "remove"
      ? { op, path: pointer }
      : { op, path: pointer, value: oneOf(random, values) };
  });
  if (chance(random, 0.4))
    operations.push({ op: "add", path: "/metadata/labels", value: { x: "3" } });
  if (chance(random, 0.1)) operations.push({ op: "remove", path: "/metadata/finalizers" });
  return operations;
}
