import { ApiError, type StatusCause } from "../model/api-error.ts";
import { type FieldSet, has, isEmpty, type Path, pathsOf } from "./field-set.ts";
import { compareStrings, describePath } from "./path-element.ts";

/** A field that somebody else owns with another value. */
export interface Conflict {
  /** An identity of `managers.ts`. */
  manager: string;
  path: Path;
}

/** Fields an apply would take from others. */
export class ApplyConflicts extends Error {
  override readonly name = "ApplyConflicts";
  readonly conflicts: readonly Conflict[];

  constructor(conflicts: readonly Conflict[]) {
    super("apply conflicts");
    this.conflicts = conflicts;
  }

  /** Those that are not in a set; undefined if there are none. */
  beyond(allowed: FieldSet): ApplyConflicts | undefined {
    const left = this.conflicts.filter(({ path }) => !has(allowed, path));
    return left.length > 0 ? new ApplyConflicts(left) : undefined;
  }

  asApiError(): ApiError {
    const { conflicts } = this;
    const causes: StatusCause[] = conflicts.map(({ manager, path }) => ({
      reason: "FieldManagerConflict",
      message: `conflict with ${describeManager(manager)}`,
      field: describePath(path),
    }));
    return new ApiError({
      message: describeConflicts(conflicts),
      reason: "Conflict",
      details: { causes },
      code: 409,
    });
  }
}

/** Throws if any of the sets holds a field. */
export function assertNoConflicts(sets: ReadonlyMap<string, FieldSet>): void {
  const conflicts = [...sets.keys()].sort(compareStrings).flatMap((manager) => {
    const set = sets.get(manager);
    return set && !isEmpty(set) ? [...pathsOf(set)].map((path) => ({ manager, path })) : [];
  });
  if (conflicts.length > 0) throw new ApplyConflicts(conflicts);
}

function describeConflicts(conflicts: readonly Conflict[]): string {
  const [first] = conflicts;
  if (first && conflicts.length === 1) {
    return `Apply failed with 1 conflict: conflict with ${describeManager(first.manager)}: ${describePath(first.path)}`;
  }
  const byManager = Map.groupBy(conflicts, ({ manager }) => manager);
  const lines = [...byManager].flatMap(([manager, own]) => [
    `conflicts with ${describeManager(manager)}:`,
    ...own.map(({ path }) => `- ${describePath(path)}`),
  ]);
  return `Apply failed with ${conflicts.length} conflicts: ${lines.join("\n")}`;
}

function describeManager(identity: string): string {
  const { manager = "", operation, apiVersion, subresource } = JSON.parse(identity);
  const named = JSON.stringify(manager);
  const where = subresource ? `${named} with subresource ${JSON.stringify(subresource)}` : named;
  return operation === "Update" ? `${where} using ${apiVersion}` : where;
}
