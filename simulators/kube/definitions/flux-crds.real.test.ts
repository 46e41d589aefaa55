import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { findRealParts } from "../../../harness/environments/local/testing/real-parts.ts";
import { type RawApi, startRawApi } from "../access/testing/raw-api.ts";
import { realApiSkip } from "../client/testing/real-api.ts";
import type { ApiObject } from "../model/api-object.ts";
import { validateValue } from "../schema/validate-value.ts";
import { builtinDefinitions } from "./builtin-definitions.ts";
import type { Crd } from "./custom/crd-shape.ts";
import { definitionFromCrd } from "./custom/definition-from-crd.ts";
import { validateCrd } from "./custom/validate-crd.ts";
import { readObject, showCustom, storeCustom, writeObject } from "./read-object.ts";
import { errorCause } from "./testing/error-cause.ts";

const parts = await findRealParts("flux@2.7");
const skip = (await realApiSkip()) ?? ("skip" in parts ? parts.skip : undefined);
if (skip) console.log(`skipped: Flux's definitions against the real kube-apiserver: ${skip}`);

const crds = "skip" in parts ? [] : parts.subject.crdFiles.flatMap(readCrds);
const objects = parse(
  readFileSync(new URL("./testdata/flux-objects.yaml", import.meta.url), "utf8"),
) as Record<string, object>[];

function readCrds(file: string): Crd[] {
  return parseAllDocuments(readFileSync(file, "utf8")).map((one) => readDefinition(one.toJS()));
}

/** As the API server reads it. */
function readDefinition(object: ApiObject): Crd {
  const definition = builtinDefinitions().find(({ kind }) => kind === "CustomResourceDefinition");
  const [version] = definition?.versions ?? [];
  if (!definition || !version) throw new Error("CustomResourceDefinitions are not served");
  const read = readObject({ definition, version, object });
  expect(read.unknown).toEqual([]);
  return writeObject(version, read.object) as Crd;
}

describe.skipIf(skip)("Flux's definitions on the real kube-apiserver", { timeout: 120_000 }, () => {
  let api: RawApi;
  beforeAll(async () => {
    api = await startRawApi();
    for (const crd of crds) {
      const path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
      const { body } = await api.send("POST", path, crd);
      expect((body as Crd).spec).toEqual(crd.spec);
    }
  }, 90_000);
  afterAll(() => api?.[Symbol.asyncDispose]());

  test.each(crds.map((crd) => [crd.metadata.name, crd] as const))(
    "%s has no fault, and the columns of the real Table",
    async (_, crd) => {
      expect(validateCrd(crd)).toEqual([]);
      const { group, plural, versions } = definitionFromCrd(crd);
      for (const { name, served, printerColumns } of versions.filter((one) => one.served)) {
        expect(served).toBe(true);
        const accept = "application/json;as=Table;v=v1;g=meta.k8s.io";
        const path = `/apis/${group}/${name}/${plural}`;
        const table = await until(
          () => api.send("GET", path, undefined, { accept }),
          ({ status }) => status === 200,
        );
        const columns = printerColumns.map(({ jsonPath: _, ...column }) => ({
          format: "",
          priority: 0,
          ...column,
        }));
        expect((table.body as { columnDefinitions: object[] }).columnDefinitions).toEqual(columns);
      }
    },
  );

  test.each(objects.flatMap((one) => Object.entries(one)))(
    "%s %o is taken alike",
    async (kind, spec) => {
      const crd = crds.find(({ spec: { names } }) => names.kind === kind);
      if (!crd) throw new Error(`no definition of ${kind}`);
      const definition = definitionFromCrd(crd);
      for (const version of definition.versions.filter(({ served }) => served)) {
        const apiVersion = `${definition.group}/${version.name}`;
        const metadata = { name: "a", namespace: "default" };
        const sent = { apiVersion, kind, metadata, spec };
        const path = `/apis/${apiVersion}/namespaces/default/${definition.plural}?dryRun=All`;
        const { status, body } = await api.send("POST", path, sent);
        const { object } = readObject({ definition, version, object: sent });
        const { schema, schemas } = version;
        const errors = validateValue({ schema, schemas, value: object });
        const kept = showCustom(version, storeCustom(definition, object));
        if (status === 201) expect([errors, kept.spec]).toEqual([[], (body as ApiObject).spec]);
        else expect(inOrder(errors.map(errorCause))).toEqual(inOrder(causesOf(body)));
      }
    },
  );
});

type Cause = ReturnType<typeof errorCause>;

function causesOf(body: unknown): Cause[] {
  return (body as { details: { causes: Cause[] } }).details.causes;
}

/** Go walks maps in no order. */
function inOrder(causes: Cause[]): Cause[] {
  return causes.toSorted((a, b) => (a.field + a.message < b.field + b.message ? -1 : 1));
}

/** A definition is served a moment after it was created. */
async function until<T>(ask: () => Promise<T>, done: (answer: T) => boolean): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (done(answer)) return answer;
  }
}
