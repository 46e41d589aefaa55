import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import type { ApiObject } from "../../model/api-object.ts";
import { validateValue } from "../../schema/validate-value.ts";
import { readObject } from "../read-object.ts";
import type { CustomCase, RecordedAnswer } from "../testing/custom-cases.ts";
import { errorCause } from "../testing/error-cause.ts";
import { definitionFromCrd } from "./definition-from-crd.ts";
import { validateCrd } from "./validate-crd.ts";

const read = (name: string) =>
  readFileSync(new URL(`../testdata/${name}`, import.meta.url), "utf8");
const [crd, ...cases] = parseAllDocuments(read("custom-resources.yaml")).map((one) =>
  one.toJS(),
) as [ApiObject, ...CustomCase[]];
const answers = read("custom-resources.ndjson")
  .trimEnd()
  .split("\n")
  .map((line) => JSON.parse(line) as RecordedAnswer);
const definition = definitionFromCrd(crd);
const [version] = definition.versions;
if (!version) throw new Error("the definition has no version");
const { schema, schemas } = version;

function readCustom(fields: Record<string, unknown>): ApiObject {
  const metadata = { name: "thing", ...(fields.metadata as object) };
  const object = { apiVersion: "example.com/v1", kind: "Thing", ...fields, metadata };
  return readObject({ definition, version: version as never, object }).object;
}

function answer({ create, update }: CustomCase): RecordedAnswer {
  const old = update && readCustom(create);
  const value = readCustom(update ?? create);
  const errors = validateValue({ schema, schemas, value, ...(old && { old }) });
  if (errors.length > 0) return { causes: errors.map(errorCause) };
  const { metadata: _, ...object } = value;
  return { object };
}

/** Go walks maps in no order. */
function sorted({ object, causes }: RecordedAnswer): RecordedAnswer {
  return object
    ? { object }
    : {
        causes: (causes ?? []).toSorted((a, b) =>
          a.field + a.message < b.field + b.message ? -1 : 1,
        ),
      };
}

describe("a custom resource", () => {
  it.each(cases.map((one, index) => [JSON.stringify(one), one, index] as const))(
    "%s is answered as by the real server",
    (_, one, index) => {
      expect(sorted(answer(one))).toEqual(sorted(answers[index] ?? {}));
    },
  );

  it("is of a definition that has no fault", () => {
    const { object } = { object: structuredClone(crd) };
    const { spec } = object as unknown as { spec: { names: Record<string, string> } };
    Object.assign(spec.names, { singular: "thing", listKind: "ThingList" });
    expect(validateCrd(object)).toEqual([]);
  });
});
