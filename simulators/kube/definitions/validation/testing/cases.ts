import { readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { parseAllDocuments } from "yaml";
import type { ApiObject } from "../../../model/api-object.ts";

/** Values by their path in an object, `spec.ports.0.name`; null takes a field away. */
export type Mutation = Record<string, unknown>;

/** A document of testdata/cases: an object that is fine, and what is done to it. */
export interface CaseGroup {
  /** The file's name, with a number where it holds several. */
  name: string;
  path: string;
  base: ApiObject;
  /** Written to the status endpoint of the base before it is updated. */
  status?: unknown;
  /** What an answer of success is compared by; its code alone unless told. */
  show?: string;
  /** What is created is there, until the answer has come; else creations and updates are dry runs. */
  wet?: boolean;
  /** Each is done to the base, which is then created. */
  create?: Mutation[];
  /** Each is done to the base as it is stored, which is then replaced. */
  update?: Mutation[];
}

export function readCaseGroups(): CaseGroup[] {
  const folder = new URL("../testdata/cases/", import.meta.url);
  return readdirSync(folder)
    .sort()
    .flatMap((file) => {
      const documents = parseAllDocuments(readFileSync(new URL(file, folder), "utf8"));
      return documents.map((document, index) => ({
        ...(document.toJS() as Omit<CaseGroup, "name">),
        name: basename(file, ".yaml") + (documents.length > 1 ? ` ${index + 1}` : ""),
      }));
    });
}

export function mutate(object: ApiObject, mutation: Mutation): ApiObject {
  const mutated = structuredClone(object);
  for (const [path, value] of Object.entries(mutation)) {
    const steps = path.split(".").map((step) => step.replaceAll("~", "."));
    const last = steps.pop() ?? "";
    let at: Record<string, unknown> = mutated;
    for (const step of steps) {
      at[step] ??= {};
      at = at[step] as Record<string, unknown>;
    }
    if (value === null && !Array.isArray(at)) delete at[last];
    else if (value === null) (at as unknown as unknown[]).splice(Number(last), 1);
    else at[last] = value;
  }
  return mutated;
}
