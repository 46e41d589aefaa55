import { isDeepStrictEqual } from "node:util";
import type { ApiObject } from "../../model/api-object.ts";
import { isMap } from "../json-value.ts";
import { seconds } from "../managers.ts";
import type { TestedKind } from "./kinds.ts";
import { playStep } from "./play.ts";
import type { PlayedStep } from "./step.ts";

/** Both sides of one step, to be compared; undefined where the API server refused what we don't judge. */
export function bothSides(options: {
  kind: TestedKind;
  live: ApiObject | undefined;
  played: PlayedStep;
  name: string;
}): { ours: unknown; theirs: unknown } | undefined {
  const { kind, live, played, name } = options;
  const { step, code, body } = played;
  const accepted = code < 300;
  const now = newestTime(accepted ? (body as ApiObject) : live) ?? "2026-01-01T00:00:00Z";
  const outcome = playStep({ kind, live, step, name, now });
  if ("error" in outcome) {
    const ours = sortCauses(outcome.error.status);
    const answers = [body, ...(played.others ?? [])].map(sortCauses);
    const theirs = answers.find((each) => isDeepStrictEqual(each, ours)) ?? answers[0];
    return { ours, theirs };
  }
  // Validation is not ours.
  if (!accepted && (body as { reason?: string }).reason === "Invalid") return undefined;
  if (!accepted) return { ours: outcome.object, theirs: body };
  const isSame = live && JSON.stringify(sorted(live)) === JSON.stringify(sorted(outcome.object));
  const sides = {
    ours: comparable(kind, outcome.object, step.subresource),
    theirs: comparable(kind, body as ApiObject, step.subresource),
  };
  if (!live) return sides;
  const wasKept = (body as ApiObject).metadata.resourceVersion === live.metadata.resourceVersion;
  // What is the same for us must not have been written; a strategy may undo what isn't.
  return isSame && !wasKept
    ? {
        ours: { written: false, object: sides.ours },
        theirs: { written: true, object: sides.theirs },
      }
    : sides;
}

export function newestTime(object: ApiObject | undefined): string | undefined {
  const times = (object?.metadata.managedFields ?? []).flatMap(({ time }) => time ?? []);
  return times.toSorted((a, b) => seconds(b) - seconds(a))[0];
}

/** Without what the server gives out itself, and with the part a strategy takes back as it was. */
function comparable(kind: TestedKind, object: ApiObject, subresource: string | undefined): object {
  const { uid, resourceVersion, creationTimestamp, generation, namespace, ...metadata } =
    object.metadata;
  const { managedFields } = metadata;
  if (subresource === "status") return sorted({ status: object.status, managedFields });
  const rest: Record<string, unknown> = { ...object };
  if (kind.status) delete rest.status;
  if (kind.kind === "Service") rest.spec = withoutAllocated(rest.spec);
  return sorted({ ...rest, metadata });
}

function withoutAllocated(spec: unknown): unknown {
  const { clusterIP, clusterIPs, ipFamilies, ipFamilyPolicy, ...rest } = spec as Record<
    string,
    unknown
  >;
  return rest;
}

/** Managers come in any order among the causes; lines of the message are their groups. */
function sortCauses(status: object): object {
  const { details, ...rest } = status as {
    message?: string;
    details?: { causes?: { message?: string }[] };
  };
  // Several fields that don't fit are told in any order.
  const [head = "", ...lines] = rest.message?.split("\n") ?? [];
  if (head.endsWith("errors:")) rest.message = [head, ...lines.sort()].join("\n");
  const causes = details?.causes?.toSorted((a, b) =>
    String(a.message) < String(b.message) ? -1 : String(a.message) > String(b.message) ? 1 : 0,
  );
  return sorted({
    ...rest,
    ...(details && { details: { ...details, ...(causes && { causes }) } }),
  });
}

/** A copy whose keys are in order, so that the order in which they were set is no difference. */
export function sorted<T>(value: T): T {
  return JSON.parse(
    JSON.stringify(value, (_, part: unknown) =>
      isMap(part) ? Object.fromEntries(Object.entries(part).sort(byName)) : part,
    ),
  );
}

function byName([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : 1;
}
