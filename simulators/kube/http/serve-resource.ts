import type { ObjectReader, User } from "../model/access.ts";
import { qualified } from "../model/api-error.ts";
import type { ApiObject } from "../model/api-object.ts";
import { learnerOf } from "../registry/ask-webhooks.ts";
import type { Call, Registry } from "../registry/call.ts";
import { inVersion } from "../registry/conversion.ts";
import { create } from "../registry/create.ts";
import { remove } from "../registry/delete.ts";
import { removeCollection } from "../registry/delete-collection.ts";
import {
  methodNotAllowed,
  methodNotSupported,
  notFound,
  resourceOf,
  storageOf,
} from "../registry/errors.ts";
import { list } from "../registry/list.ts";
import { parseListOptions, requireReached } from "../registry/list-options.ts";
import { patch } from "../registry/patch.ts";
import { serveBesidePod } from "../registry/pods/serve-beside-pod.ts";
import { postedAdmission } from "../registry/posted.ts";
import { replace } from "../registry/replace.ts";
import { changeScale, getScale } from "../registry/scale.ts";
import { reportScaleFields } from "../registry/scale-input.ts";
import { type AnswerContext, answerList, answerObject } from "./answers.ts";
import type { Codecs } from "./codecs.ts";
import type { Metrics } from "./metrics.ts";
import { negotiate } from "./negotiate.ts";
import { requestReader } from "./request-reader.ts";
import { flowOf, roomForAnswer, roomWhenFull, turnForPiece } from "./room-for-answers.ts";
import { answerWatch, type EventCache } from "./watch-stream.ts";

export interface ServeOptions {
  registry: Registry;
  codecs: Codecs | undefined;
  eventCache: EventCache;
  metrics: Metrics;
  /** Subresources and reviews that are computed, by `serviceaccounts/token`, `tokenreviews.authentication.k8s.io`. */
  computed: Readonly<Record<string, Computed>>;
  /** Called when a watch ends. */
  onEnd?: () => void;
}

/** Answers an object that is posted and never stored. */
export type Computed = (request: {
  object: ApiObject;
  call: Call;
  user: User;
  reader: ObjectReader;
}) => ApiObject | Promise<ApiObject>;

/** Answers one request to a resource. @throws ApiError */
export async function serveResource(
  request: Request,
  verb: string,
  call: Call,
  options: ServeOptions,
): Promise<Response> {
  const { registry } = options;
  const { definition, version, name = "", namespace, subresource } = call.target;
  const { query } = call;
  const kind = { group: definition.group, version: version.name, kind: definition.kind };
  const codecs = options.codecs?.has(kind) ? options.codecs : undefined;
  const accept = request.headers.get("accept");
  const pretty = ["1", "true"].includes(query.get("pretty") ?? "");
  const offers = {
    protobuf: codecs !== undefined,
    speaksProtobuf: options.codecs !== undefined,
    custom: definition.custom,
    collection: name === "" && (verb === "list" || verb === "watch"),
  };
  const representation = negotiate({ accept, pretty }, offers);
  const context: AnswerContext = {
    target: call.target,
    representation,
    codecs,
    includeObject: query.get("includeObject") ?? "Metadata",
    epochMs: registry.clock.epochMs(),
    turn: () => turnForPiece(flowOf(request), call.signal),
  };
  const waiting = { request, signal: call.signal, clock: registry.clock };
  const stored = () => registry.store.collection(storageOf(definition)).sizeOf(namespace);
  await roomWhenFull(waiting);
  const read = requestReader({ request, call, codecs: options.codecs, clock: registry.clock });
  const input = read.object;
  if (["status", "scale"].includes(subresource ?? "") && !partVerbs.includes(verb)) {
    throw definition.custom ? methodNotSupported(resourceOf(definition), verb) : methodNotAllowed();
  }
  const unserved = subresource === undefined && definition.verbs?.includes(verb) === false;
  if (unserved) throw methodNotAllowed();
  const computed = options.computed[computedKey(call)];
  if (computed) {
    if (verb !== "create") throw methodNotAllowed(resourceOf(definition));
    const admission = postedAdmission(registry, call);
    const object = await admission.mutate((await input()).object);
    await admission.validate(object);
    return answerObject(
      await computed({ object, call, user: call.user, reader: registry.store }),
      201,
      context,
    );
  }
  const beside = await serveBesidePod({ registry, call, verb, input });
  if (beside && "done" in beside) return answerObject(beside.done, 201, context);
  if (beside) return beside;
  if (subresource === "scale") return answerObject(await serveScale(), 200, context);
  switch (verb) {
    case "get": {
      requireReached(registry.store.revision, query, isCached(call));
      const stored = registry.store.get(storageOf(definition), namespace, name);
      if (!stored) throw notFound(resourceOf(definition), name);
      const learn = learnerOf(registry, definition);
      if (learn) await learn([stored], version);
      return answerObject(inVersion(stored, definition, version), 200, context);
    }
    case "list":
      await roomForAnswer({ ...waiting, objects: stored() });
      return answerList(await list(registry, call, parseListOptions(query, false)), context);
    case "watch": {
      const listed = parseListOptions(query, true);
      const { resourceVersion: since = 0, sendInitialEvents: all = since === 0 } = listed;
      await roomForAnswer({ ...waiting, objects: all ? stored() : 0 });
      const watched = { registry, call, options: listed };
      return answerWatch(watched, context, {
        cache: options.eventCache,
        metrics: options.metrics,
        onEnd: options.onEnd,
      });
    }
    case "create":
      if (name !== "" && !definition.custom) throw methodNotAllowed();
      return answerObject(await create(registry, call, await input()), 201, context);
    case "update": {
      const { object, created } = await replace(registry, call, await input("UpdateOptions"));
      return answerObject(object, created ? 201 : 200, context);
    }
    case "patch": {
      const { object, created } = await servePatch();
      return answerObject(object, created ? 201 : 200, context);
    }
    case "delete": {
      const options = await read.deleteOptions();
      const deleted = await remove(registry, call, options);
      return answerObject(deleted.answer, options.cascades && !deleted.gone ? 202 : 200, context);
    }
    case "deletecollection": {
      const removed = await removeCollection(registry, call, await read.deleteOptions());
      return answerList(removed, context);
    }
    default:
      throw methodNotAllowed(resourceOf(definition));
  }

  async function servePatch() {
    const { type, parse } = await read.patch();
    return patch(registry, call, type, parse);
  }

  async function serveScale() {
    if (verb === "get") {
      requireReached(registry.store.revision, query, true);
      return getScale(registry, call);
    }
    if (verb === "update") {
      const { object, duplicates } = await input("UpdateOptions");
      reportScaleFields(object, duplicates, call);
      return changeScale(registry, call, { replace: object });
    }
    if (verb !== "patch") throw methodNotAllowed(resourceOf(definition));
    return changeScale(registry, call, await read.patch());
  }
}

/** What can be done to a status or a scale. */
const partVerbs = ["get", "update", "patch"];

/** Of all kinds but Events the newest state is at hand. */
function isCached({ target }: Call): boolean {
  return qualified(storageOf(target.definition)) !== "events";
}

function computedKey({ target: { definition, subresource } }: Call): string {
  if (subresource !== undefined) return `${definition.plural}/${subresource}`;
  return `${definition.plural}.${definition.group}`;
}
