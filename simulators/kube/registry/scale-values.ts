import { goType, isMap, printValue } from "../apply/json-value.ts";
import type { FieldError } from "../model/api-error.ts";
import type { ApiObject } from "../model/api-object.ts";
import type { ScaleSubresource } from "../model/resource.ts";

/** What keeps a custom resource from having a scale; of its status alone where only that was written. */
export function validateScale(
  object: ApiObject,
  scale: ScaleSubresource | undefined,
  status: boolean,
): FieldError[] {
  if (!scale) return [];
  const { specReplicasPath, statusReplicasPath, labelSelectorPath } = scale;
  return [
    ...(status ? [] : replicasProblems(object, specReplicasPath)),
    ...replicasProblems(object, statusReplicasPath),
    ...(labelSelectorPath ? textProblems(object, labelSelectorPath) : []),
  ];
}

const int32Max = 2 ** 31 - 1;

function replicasProblems(object: ApiObject, field: string): FieldError[] {
  const { value, problem } = integerAt(object, field);
  const type = "FieldValueInvalid";
  if (problem !== undefined) return [{ type, field, value: 0, detail: problem }];
  if (value < 0) return [{ type, field, value, detail: "should be a non-negative integer" }];
  if (value <= int32Max) return [];
  return [{ type, field, value, detail: `should be less than or equal to ${int32Max}` }];
}

function textProblems(object: ApiObject, field: string): FieldError[] {
  const found = lookUp(object, field);
  const problem = found.problem ?? (found.there ? unlike(found.value, "string", field) : undefined);
  return problem === undefined
    ? []
    : [{ type: "FieldValueInvalid", field, value: "", detail: problem }];
}

/** The whole number at a path: zero where there is none, and why it can't be told. */
export function integerAt(
  object: ApiObject,
  path: string,
): { there: boolean; value: number; problem?: string } {
  const found = lookUp(object, path);
  if (found.problem !== undefined) return { there: false, value: 0, problem: found.problem };
  if (!found.there) return { there: false, value: 0 };
  const problem = unlike(found.value, "int64", path);
  if (problem !== undefined) return { there: true, value: 0, problem };
  return { there: true, value: Number(found.value) };
}

/** Why the text at a path can't be told. */
export function textProblem(object: ApiObject, path: string): string | undefined {
  return textProblems(object, path)[0]?.detail;
}

function lookUp(
  object: ApiObject,
  path: string,
): { there: boolean; value?: unknown; problem?: string } {
  const keys = keysOf(path);
  let value: unknown = object;
  for (const [index, key] of keys.entries()) {
    if (value === null) return { there: false };
    if (!isMap(value)) {
      const at = `.${keys.slice(0, index + 1).join(".")}`;
      return { there: false, problem: accessorError(at, value, "map[string]interface{}") };
    }
    if (!Object.hasOwn(value, key)) return { there: false };
    value = value[key];
  }
  return { there: true, value };
}

function unlike(value: unknown, type: string, path: string): string | undefined {
  if (goType(value) === type) return undefined;
  return accessorError(`.${keysOf(path).join(".")}`, value, type);
}

function accessorError(path: string, value: unknown, wanted: string): string {
  return `${path} accessor error: ${printValue(value)} is of the type ${goType(value)}, expected ${wanted}`;
}

/** The fields of `.spec.replicas`. */
export function keysOf(path: string): string[] {
  return path.replace(/^\./, "").split(".");
}
