import type { FuzzSequence, FuzzStep } from "../step.ts";

/** A step: content types without their `application/`. */
export type Line = [
  method: string,
  path: string,
  type?: string | undefined,
  body?: string | undefined,
  accept?: string,
];

export function found(name: string, lines: Line[]): FuzzSequence {
  const steps = lines.map(
    ([method, path, type, body, accept], id): FuzzStep => ({
      ...{ id, method, path, verb: method, resource: "" },
      ...(type === undefined ? {} : { type: `application/${type}` }),
      ...(body === undefined ? {} : { body }),
      ...(accept === undefined ? {} : { accept }),
    }),
  );
  return { name, steps };
}

export function apply(path: string, body: string): Line {
  return ["PATCH", path, "apply-patch+yaml", body];
}
