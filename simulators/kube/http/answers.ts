import { jsonAnswer } from "../../support/json-answer.ts";
import { loadLater } from "../../support/load-later.ts";
import { streamAnswer } from "../../support/stream-answer.ts";
import { wholeAnswer } from "../../support/whole-answer.ts";
import { ApiError } from "../model/api-error.ts";
import type { ApiObject } from "../model/api-object.ts";
import type { ResourceDefinition } from "../model/resource.ts";
import type { Target } from "../registry/call.ts";
import { groupVersion } from "../registry/conversion.ts";
import type { Codecs } from "./codecs.ts";
import { longList } from "./long-list.ts";
import { contentTypeOf, type Representation } from "./negotiate.ts";
import { partial, tableOf } from "./table.ts";

const yaml = loadLater<typeof import("yaml")>("yaml");

export interface AnswerContext {
  target: Target;
  representation: Representation;
  codecs?: Codecs | undefined;
  includeObject: string;
  epochMs: number;
  /** Awaited before each further piece of a long list is made. */
  turn?: () => Promise<void> | undefined;
}

/** One object in the form the client asked for. */
export function answerObject(object: ApiObject, status: number, context: AnswerContext): Response {
  return answer(shapeObject(object, context), status, context);
}

export function answerList(
  listed: { items: readonly ApiObject[]; metadata: object },
  context: AnswerContext,
): Response {
  const { definition, version } = context.target;
  const { as } = context.representation;
  const metadata = { ...listed.metadata };
  if (as?.kind === "Table") {
    const { items } = listed;
    return answer(table(items, metadata, context), 200, context);
  }
  if (as?.kind === "PartialObjectMetadata") throw unlisted(as.kind, "a list", context);
  if (as) {
    const partials = listed.items.map((item) => partial(item, as.version));
    // Go writes a list that was never filled as null.
    const items = partials.length === 0 ? null : partials;
    const apiVersion = `meta.k8s.io/${as.version}`;
    const list = { kind: "PartialObjectMetadataList", apiVersion, metadata, items };
    return answer(list, 200, context);
  }
  const list = {
    kind: definition.listKind,
    apiVersion: apiVersionOf(definition, version.name),
    // A list of custom resources always says where it goes on.
    metadata: definition.custom ? { continue: "", ...metadata } : metadata,
  };
  // Lists of built-in kinds say once what all items are.
  const shape = definition.custom ? (item: ApiObject) => item : withoutType;
  const { items } = listed;
  const { encoding, pretty } = context.representation;
  if (encoding === "json" && !pretty && items.length > wholeItemsMax) {
    const headers = { "content-type": contentTypeOf(context.representation) };
    return streamAnswer(ReadableStream.from(longList(list, items, { shape, turn: context.turn })), {
      headers,
    });
  }
  return answer({ ...list, items: items.map(shape) }, 200, context);
}

/** Lists of more are sent in pieces. */
const wholeItemsMax = 100;

/** The object of an answer or event: itself, its metadata or a table of one row. */
export function shapeObject(object: ApiObject, context: AnswerContext, columns = true): object {
  const { as } = context.representation;
  if (!as || object.kind === "Status") return object;
  if (as.kind === "Table") {
    const { resourceVersion } = object.metadata;
    return table([object], resourceVersion ? { resourceVersion } : {}, context, columns);
  }
  if (as.kind === "PartialObjectMetadataList") throw unlisted(as.kind, "not a list", context);
  return partial(object, as.version);
}

function withoutType({ apiVersion, kind, ...item }: ApiObject) {
  return item;
}

/** One that was asked for as if it were many, or the other way round. */
function unlisted(asked: string, is: "a list" | "not a list", { target }: AnswerContext): ApiError {
  const { custom, kind, listKind, storedAs, group } = target.definition;
  const own = is === "a list" ? listKind : kind;
  const type = custom
    ? `unstructured.Unstructured${is === "a list" ? "List" : ""}`
    : `${(storedAs?.group ?? group).split(".")[0] || "core"}.${own}`;
  return new ApiError({
    message: `you requested ${asked}, but the requested object is ${is} (*${type})`,
    reason: "NotAcceptable",
    code: 406,
  });
}

function table(
  items: readonly ApiObject[],
  metadata: Record<string, unknown>,
  context: AnswerContext,
  columns = true,
) {
  const { representation, target, includeObject, epochMs } = context;
  const tableVersion = representation.as?.version ?? "v1";
  const { version } = target;
  return tableOf({ version, tableVersion, items, metadata, includeObject, epochMs, columns });
}

function answer(value: object, status: number, context: AnswerContext): Response {
  const { representation, codecs } = context;
  const headers = { "content-type": contentTypeOf(representation) };
  const init = { status, headers };
  if (representation.encoding !== "json") {
    return wholeAnswer(encode(value, representation, codecs), init);
  }
  return jsonAnswer(value, () => jsonOf(value, representation), init);
}

export function encode(
  value: object,
  { encoding, pretty }: Representation,
  codecs: Codecs | undefined,
): string | Uint8Array<ArrayBuffer> {
  if (encoding === "protobuf" && codecs) return Uint8Array.from(codecs.encode(value as ApiObject));
  if (encoding === "yaml") return yaml().stringify(value, { lineWidth: 0 });
  return jsonOf(value, { pretty });
}

function jsonOf(value: object, { pretty }: Pick<Representation, "pretty">): string {
  return pretty ? `${JSON.stringify(value, null, 2)}\n` : lineOf(value);
}

/** What was written last: an object is told to watches, and then to whoever wrote it; a large one may be read by many. */
const last: { object?: WeakRef<object>; text: string; line?: string | undefined } = { text: "" };

/** The JSON of an object that never changes. */
export function textOf(object: object): string {
  if (last.object?.deref() === object) return last.text;
  const text = JSON.stringify(object);
  last.object = new WeakRef(object);
  last.text = text;
  last.line = undefined;
  return text;
}

/** The same as an answer of its own: one text for all answers that wait for their clients to take them. */
function lineOf(object: object): string {
  const text = textOf(object);
  last.line ??= `${text}\n`;
  return last.line;
}

function apiVersionOf(definition: ResourceDefinition, version: string): string {
  return groupVersion(definition.group, version);
}
