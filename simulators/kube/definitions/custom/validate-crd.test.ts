import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { errorCause } from "../testing/error-cause.ts";
import { faultyCrds } from "../testing/faulty-crds.ts";
import { validateCrd } from "./validate-crd.ts";

interface Cause {
  field: string;
  message: string;
}

const answers = readFileSync(new URL("../testdata/faulty-crds.ndjson", import.meta.url), "utf8")
  .trimEnd()
  .split("\n")
  .map((line) => JSON.parse(line) as Cause[]);

/** Go walks maps in no order, and prints whole definitions in its own order of fields. */
function sorted(causes: readonly Cause[]): Cause[] {
  return causes.toSorted((a, b) => (a.field + a.message < b.field + b.message ? -1 : 1));
}

describe("a definition's faults", () => {
  it.each(faultyCrds().map(({ fault, crd }, index) => [fault, crd, index] as const))(
    "%s are told as by the real server",
    (_, crd, index) => {
      expect(sorted(validateCrd(crd).map(errorCause))).toEqual(sorted(answers[index] ?? []));
    },
  );
});
