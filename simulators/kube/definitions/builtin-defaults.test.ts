import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { seededRandom } from "../../support/random.ts";
import type { ApiObject } from "../model/api-object.ts";
import type { ResourceDefinition } from "../model/resource.ts";
import { builtinDefinitions } from "./builtin-definitions.ts";
import { readObject, writeObject } from "./read-object.ts";
import { allocateService } from "./validation/services/allocate.ts";

const recorded = readFileSync(new URL("./testdata/defaults.ndjson", import.meta.url), "utf8")
  .trimEnd()
  .split("\n")
  .map((line) => JSON.parse(line) as [input: ApiObject, output: ApiObject, cells: object]);

function definitionOf({ apiVersion, kind }: ApiObject): ResourceDefinition {
  const group = apiVersion.includes("/") ? apiVersion.split("/")[0] : "";
  const found = builtinDefinitions().find((one) => one.group === group && one.kind === kind);
  if (!found) throw new Error(`${apiVersion} ${kind} is not served`);
  return found;
}

/** What the server adds of itself to what it was given. */
function asCreated(input: ApiObject, { metadata }: ApiObject): ApiObject {
  const { uid, creationTimestamp, namespace } = metadata;
  const system = { uid, creationTimestamp, ...(namespace !== undefined && { namespace }) };
  return { ...input, metadata: { ...input.metadata, ...system } as ApiObject["metadata"] };
}

function create(input: ApiObject, output: ApiObject): ApiObject {
  const definition = definitionOf(input);
  const versionName = input.apiVersion.split("/").at(-1);
  const version = definition.versions.find(({ name }) => name === versionName);
  if (!version) throw new Error(`${input.apiVersion} is not served`);
  const { object, unknown } = readObject({ definition, version, object: asCreated(input, output) });
  expect(unknown).toEqual([]);
  const own = structuredClone(object);
  definition.strategy?.prepareForCreate?.(own, object);
  if (own.kind === "Service")
    allocateService({ object: own, others: [], random: seededRandom(1), dryRun: true });
  return writeObject(version, own);
}

describe("a created object of a built-in kind", () => {
  it.each(
    recorded.map(([input, output]) => [input.kind, input.metadata.name, input, output] as const),
  )("%s %s is as the real server answers it", (_, __, input, output) => {
    expect(create(input, output)).toEqual(output);
  });

  it.each(
    recorded.map(
      ([, output, cells]) => [output.kind, output.metadata.name, output, cells] as const,
    ),
  )("%s %s has the cells of the real Table", (_, __, output, cells) => {
    const columns = definitionOf(output).versions[0]?.printerColumns ?? [];
    const nowMs = Date.parse(output.metadata.creationTimestamp ?? "");
    const shown = columns
      .filter(({ name }) => name !== "Age" && name !== "Created At")
      .map(({ name, cell }) => [name, cell?.(output, nowMs)]);
    expect(shown.length).toBeGreaterThan(0);
    expect(cells).toMatchObject(Object.fromEntries(shown));
  });

  it("stays as it is when it is read again", () => {
    for (const [, output] of recorded) {
      const definition = definitionOf(output);
      const [version] = definition.versions;
      if (!version) throw new Error("no version");
      const { object, unknown } = readObject({ definition, version, object: output });
      expect(unknown).toEqual([]);
      expect(writeObject(version, object)).toEqual(output);
    }
  });
});
