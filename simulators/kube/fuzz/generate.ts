import type { Random } from "../../../harness/core/clock.ts";
import { chance, weighted } from "./choose.ts";
import type { Draft, Request } from "./draft.ts";
import { chooseName, collectionPath } from "./draft.ts";
import type { FuzzKind } from "./kinds.ts";
import { patchRequest } from "./requests/patch.ts";
import {
  deleteCollectionRequest,
  deleteRequest,
  getRequest,
  listRequest,
  watchRequest,
} from "./requests/read.ts";
import { isSpoilt, spoil } from "./requests/spoil.ts";
import { applyRequest, createRequest, scaleRequest, updateRequest } from "./requests/write.ts";
import type { FuzzSequence, FuzzStep } from "./step.ts";

/** Every way to ask, with how often. */
const verbs: Record<string, { weight: number; make(draft: Draft): Request }> = {
  create: { weight: 11, make: createRequest },
  get: { weight: 5, make: (draft) => getRequest(draft) },
  list: { weight: 7, make: listRequest },
  watch: { weight: 2.5, make: watchRequest },
  update: { weight: 9, make: (draft) => updateRequest(draft) },
  "json-patch": { weight: 4, make: (draft) => patchRequest(draft, "json") },
  "merge-patch": { weight: 5, make: (draft) => patchRequest(draft, "merge") },
  "strategic-patch": { weight: 4, make: (draft) => patchRequest(draft, "strategic") },
  apply: { weight: 34, make: (draft) => applyRequest(draft) },
  delete: { weight: 6, make: deleteRequest },
  deletecollection: { weight: 1.5, make: deleteCollectionRequest },
  "status get": { weight: 0.5, make: (draft) => getRequest(draft, "/status") },
  "status update": { weight: 2, make: (draft) => updateRequest(draft, "/status") },
  "status patch": { weight: 2, make: (draft) => patchRequest(draft, "merge", "/status") },
  "status apply": { weight: 2.5, make: (draft) => applyRequest(draft, "/status") },
  "scale get": { weight: 0.5, make: (draft) => scaleRequest(draft, "get") },
  "scale update": { weight: 1, make: (draft) => scaleRequest(draft, "update") },
  "scale patch": { weight: 1, make: (draft) => scaleRequest(draft, "patch") },
};

export function verbsOf(kind: FuzzKind): string[] {
  return Object.keys(verbs).filter(
    (verb) =>
      (kind.status || !verb.startsWith("status")) &&
      (kind.scale || !verb.startsWith("scale")) &&
      (kind.deletesCollection || verb !== "deletecollection"),
  );
}

/** How often each verb of each kind was asked: `apply deployments.apps`. */
export type Matrix = Map<string, number>;

/**
 * Sequences without end, the same for the same random numbers. The first kinds are taken more often; all
 * others take turns, and what was asked least of them comes first.
 */
export function* generateSequences(options: {
  random: Random;
  kinds: readonly FuzzKind[];
  matrix: Matrix;
}): Generator<FuzzSequence> {
  const { random, kinds, matrix } = options;
  const favourites = kinds.slice(0, 5);
  for (let index = 0; ; index += 1) {
    const own = random.fork(String(index));
    const turn = kinds[index % kinds.length];
    const favourite = favourites[own.below(favourites.length)];
    const kind = chance(own, 0.4) ? favourite : turn;
    if (!kind) throw new Error("no kinds");
    yield { name: String(index), steps: makeSteps(own, kind, matrix) };
  }
}

function makeSteps(random: Random, kind: FuzzKind, matrix: Matrix): FuzzStep[] {
  const draft: Draft = { random, kind, wrote: new Map(), nextId: 0, generated: false };
  const steps: FuzzStep[] = [];
  const add = (verb: string, request: Request) => {
    const id = draft.nextId;
    draft.nextId += 1;
    const key = `${verb} ${kind.resource}`;
    matrix.set(key, (matrix.get(key) ?? 0) + 1);
    steps.push({ id, verb, resource: kind.resource, ...request });
    const name = /"metadata":\{"name":"([^"]+)"/.exec(request.body ?? "")?.[1];
    if (name !== undefined && !request.invalid) {
      draft.wrote.set(name, [...(draft.wrote.get(name) ?? []), id]);
    }
  };
  const length = 10 + random.below(14);
  for (let count = 0; count < length; count += 1) {
    const verb = count === 0 ? "create" : chooseVerb(draft, matrix);
    const request = verbs[verb]?.make(draft);
    if (!request) throw new Error(`no verb ${verb}`);
    add(verb, isSpoilt(draft) && count > 0 ? spoil(request, draft) : request);
  }
  // What came of it all.
  const selected = kind.namespaced ? "" : "?labelSelector=fuzz=@id@";
  add("list", { method: "GET", path: collectionPath(draft) + selected });
  add("get", { method: "GET", path: `${collectionPath(draft)}/${chooseName(draft)}` });
  return steps;
}

function chooseVerb({ random, kind }: Draft, matrix: Matrix): string {
  const known = verbsOf(kind);
  const count = (verb: string) => matrix.get(`${verb} ${kind.resource}`) ?? 0;
  const never = known.filter((verb) => count(verb) === 0);
  if (never.length > 0 && chance(random, 0.4)) return never[random.below(never.length)] ?? "get";
  return weighted(
    random,
    Object.fromEntries(known.map((verb) => [verb, verbs[verb]?.weight ?? 0])),
  );
}
