import { type ApiError, badRequest } from "../model/api-error.ts";
import type { ApiObject } from "../model/api-object.ts";
import { compare, keyOf } from "../store/collection.ts";
import { learnerOf } from "./ask-webhooks.ts";
import type { Call, Registry } from "./call.ts";
import { decodeContinue, encodeContinue } from "./continue-token.ts";
import { inVersion } from "./conversion.ts";
import { expired, storageOf, tooLarge } from "./errors.ts";
import type { ListOptions } from "./list-options.ts";
import { type Selection, selection } from "./selection.ts";

/** One part of a list. */
export interface Listed {
  items: ApiObject[];
  metadata: { resourceVersion: string; continue?: string; remainingItemCount?: number };
}

/** @throws ApiError Expired when the state asked for is no longer kept, Timeout when it is yet to come. */
export function list(
  registry: Registry,
  call: Call,
  options: ListOptions,
): Listed | Promise<Listed> {
  const { definition, version } = call.target;
  const { store } = registry;
  const collection = store.collection(storageOf(definition));
  const selected = selection(call);
  const at = pointInTime(store.revision, options);
  const namespace = call.target.namespace;
  const state = at.exact ? collection.allAt(at.revision, namespace) : collection.all(namespace);
  if (!state) throw tooOld(at.after);
  const learn = learnerOf(registry, definition);
  if (!learn) return part(state, { call, options, selected, at });
  // What goes on meanwhile is none of this list.
  const objects = [...state];
  return learn(objects, version).then(() => part(objects, { call, options, selected, at }));
}

/** The part of a state that a list asks for. */
function part(
  state: Iterable<ApiObject>,
  request: { call: Call; options: ListOptions; selected: Selection; at: PointInTime },
): Listed {
  const { call, options, selected, at } = request;
  const { definition, version } = call.target;
  const items: ApiObject[] = [];
  let more = false;
  let left = 0;
  const only = exactName(call);
  for (const object of state) {
    // One name is looked up, not searched for.
    if (only !== undefined && object.metadata.name !== only) continue;
    if (at.after !== undefined && compare(keyOf(object), at.after) <= 0) continue;
    if (more) {
      left += 1;
      continue;
    }
    // Once the part is full, what comes next goes on with it, selected or not.
    if (options.limit > 0 && items.length === options.limit) {
      more = true;
      left = 1;
      continue;
    }
    const shown = inVersion(object, definition, version);
    if (selected(shown)) items.push(shown);
  }
  const last = items.at(-1);
  const resourceVersion = String(at.revision);
  if (!more || !last) return { items, metadata: { resourceVersion } };
  const token = encodeContinue({ revision: at.revision, after: keyOf(last) });
  return {
    items,
    metadata: {
      resourceVersion,
      continue: token,
      // With a selector nobody has counted the rest.
      ...(selected.everything ? { remainingItemCount: left } : {}),
    },
  };
}

/** The name that the fields selected are of, where it is all there is to find. */
function exactName({ target, query }: Call): string | undefined {
  if (target.definition.namespaced && target.namespace === undefined) return undefined;
  return /^metadata\.name==?([^,=!\\]+)$/.exec(query.get("fieldSelector") ?? "")?.[1];
}

interface PointInTime {
  revision: number;
  exact: boolean;
  after?: string;
}

function pointInTime(newest: number, options: ListOptions): PointInTime {
  const { resourceVersion = 0, match, limit } = options;
  if (options.continue) {
    const { revision, after } = decodeContinue(options.continue);
    if (resourceVersion > 0) {
      throw badRequest("specifying resource version is not allowed when using continue");
    }
    if (revision < 0) return { revision: newest, exact: false, after };
    return { revision, exact: true, after };
  }
  if (resourceVersion > newest) throw tooLarge(resourceVersion, newest);
  // A limit with a version has always meant just that version.
  const exact = match === "Exact" || (match === undefined && limit > 0 && resourceVersion > 0);
  return exact ? { revision: resourceVersion, exact } : { revision: newest, exact };
}

function tooOld(after: string | undefined): ApiError {
  if (after === undefined) {
    return expired(`The resourceVersion for the provided list is too old.`);
  }
  const error = expired(
    "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.",
  );
  Object.assign(error.status.metadata, { continue: encodeContinue({ revision: -1, after }) });
  return error;
}
