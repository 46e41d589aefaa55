import type { FuzzAnswer, FuzzStep } from "./step.ts";

/** A difference that is explained and stays: both answers are made the same before they are compared again. */
export interface KnownDifference {
  name: string;
  reason: string;
  applies(step: FuzzStep, real: FuzzAnswer, simulator: FuzzAnswer): boolean;
  ease(answer: FuzzAnswer): FuzzAnswer;
  /** What follows may differ because of it, and is not compared. */
  ends?: boolean;
}

export const knownDifferences: readonly KnownDifference[] = [
  {
    name: "order of several faults",
    reason:
      "Go goes through a map's entries in no certain order, and tells of faults as it meets them",
    applies: (_, real, simulator) =>
      real.status === simulator.status && (real.status === 422 || real.status === 409),
    ease: (answer) => ({ ...answer, body: sortCauses(answer.body) }),
  },
  {
    name: "patched object in a refusal",
    reason:
      "Go quotes the whole object with its fields in the order of its structs and of what the patch touched",
    applies: (_, real, simulator) => real.status === 422 && simulator.status === 422,
    ease: (answer) => ({ ...answer, body: withoutPatched(answer.body) }),
  },
  {
    name: "place of a name drawn at random",
    reason:
      "a LimitRange without a name is called by a uid, and may come before or after others in a list",
    applies: (step, real, simulator) =>
      step.resource === "limitranges" && [real, simulator].every(isNamedByUid),
    ease: (answer) => ({ ...answer, body: null }),
    ends: true,
  },
  {
    name: "wording of a YAML error",
    reason: "another parser; that the text is no YAML is all that both say",
    applies: (step, real, simulator) =>
      step.type === "application/apply-patch+yaml" &&
      real.status === 400 &&
      simulator.status === 400,
    ease: (answer) => ({ ...answer, body: withoutYamlError(answer.body) }),
  },
  {
    name: "order of a namespace's finalizers",
    reason:
      "the deletion of a namespace collects its finalizers in a map, which Go goes through in no certain order",
    applies: ({ verb, resource }) => verb === "delete" && resource === "namespaces",
    ease: (answer) => ({ ...answer, body: withSortedFinalizers(answer.body) }),
    // Whatever shows the namespace from here on shows that order.
    ends: true,
  },
  {
    name: "a finalizer put in and taken out by one patch",
    reason:
      "Go goes through the entries of a strategic merge patch in no certain order: of 40 new objects 7 kept a finalizer that their patch names both ways",
    applies: ({ verb, body }) => verb === "strategic-patch" && namesFinalizersBothWays(body),
    ease: (answer) => ({ ...answer, body: null }),
    ends: true,
  },
  {
    name: "a list no older than was asked for",
    reason:
      "it comes from a cache that the newest objects may not have reached yet, on a machine that has much else to do",
    applies: ({ verb, path }, real, simulator) =>
      verb === "list" &&
      /[?&]resourceVersion=/.test(path) &&
      !path.includes("resourceVersionMatch=Exact") &&
      lacksOnly(itemsOf(real), itemsOf(simulator)),
    ease: (answer) => ({ ...answer, body: null }),
    ends: true,
  },
];

function withSortedFinalizers(body: unknown): unknown {
  const { metadata } = (body ?? {}) as { metadata?: { finalizers?: string[] } };
  if (!metadata?.finalizers) return body;
  return {
    ...(body as object),
    metadata: { ...metadata, finalizers: metadata.finalizers.toSorted() },
  };
}

function namesFinalizersBothWays(patch = ""): boolean {
  return /"finalizers":\[/.test(patch) && patch.includes('"$deleteFromPrimitiveList/finalizers"');
}

function itemsOf({ body }: FuzzAnswer): unknown[] | undefined {
  const { items } = (body ?? {}) as { items?: unknown };
  return Array.isArray(items) ? items : undefined;
}

/** Whether some are missing and all others are the same. */
function lacksOnly(some: unknown[] | undefined, all: unknown[] | undefined): boolean {
  const known = new Set(all?.map((each) => JSON.stringify(each)));
  return (
    some !== undefined &&
    some.length < known.size &&
    some.every((each) => known.has(JSON.stringify(each)))
  );
}

function isNamedByUid({ body }: FuzzAnswer): boolean {
  return /"name":"\$uid\d/.test(JSON.stringify(body));
}

function withoutPatched(body: unknown): unknown {
  const text = JSON.stringify(body);
  const hidden = text.replace(
    /(Invalid value: \\")(?:\{|map\[).*?(\\": (?=json:|strict|parsing|no kind|quantities|illegal|unrecognized|cannot|couldn't get|unexpected|converting))/g,
    "$1$patched$2",
  );
  return JSON.parse(hidden);
}

function withoutYamlError(body: unknown): unknown {
  const { message = "", ...rest } = body as { message?: string };
  return { ...rest, message: message.replace(/(error converting YAML to JSON: yaml:).*/s, "$1 …") };
}

function sortCauses(body: unknown): unknown {
  const {
    message = "",
    details,
    ...rest
  } = body as {
    message?: string;
    details?: { causes?: object[] };
  };
  if (!details?.causes) return body;
  const causes = details.causes
    .map((cause) => JSON.stringify(cause))
    .sort()
    .map((cause): unknown => JSON.parse(cause));
  // Its parts in no order either; what they are is in the causes.
  const sorted = message.replace(
    /\[(.*)\]/s,
    (_, said: string) => `[${said.split(", ").sort().join(", ")}]`,
  );
  return { ...rest, message: sorted, details: { ...details, causes } };
}
