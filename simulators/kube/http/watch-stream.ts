import type { Clock, Random } from "../../../harness/core/clock.ts";
import { allDone } from "../../support/on-abort.ts";
import { type Push, pushedAnswer, type Sink } from "../../support/pushed-answer.ts";
import { noteValue } from "../../support/reader-copy.ts";
import type { ApiObject } from "../model/api-object.ts";
import { inVersion } from "../registry/conversion.ts";
import { type WatchEvent, type WatchRequest, watch } from "../registry/watch.ts";
import { type AnswerContext, encode, shapeObject, textOf } from "./answers.ts";
import type { Metrics } from "./metrics.ts";
import { contentTypeOf } from "./negotiate.ts";

/** Bytes a client may leave unread before the watch is ended; it comes back where it was. */
const backlogBytesMax = 16 * 1024 * 1024;
const bookmarkEveryMs = 60_000;
/** Watches that name no time end after this to twice this, so that they don't all come back at once. */
const timeoutSecondsMin = 1800;

/** Encodes the newest event once for all watches that want it in the same form. */
export interface EventCache {
  object?: ApiObject;
  encoded: Map<string, Uint8Array>;
}

export function answerWatch(
  request: Omit<WatchRequest, "send">,
  context: AnswerContext,
  {
    cache,
    metrics,
    onEnd,
  }: { cache: EventCache; metrics: Metrics; onEnd?: (() => void) | undefined },
): Response {
  const { registry, options, call } = request;
  const ended = new AbortController();
  let stop = () => {};
  const end = () => {
    counted.ends();
    stop();
    ended.abort(allDone);
    onEnd?.();
  };
  const form = formOf(context);
  let first = true;
  let begun = false;
  let over = false;
  let sink: Sink | undefined;
  const early: Uint8Array[] = [];
  let earlyBytes = 0;
  // No event is a list: the first one that can't be told ends it.
  const untold = context.representation.as?.kind === "PartialObjectMetadataList";
  const send = (event: WatchEvent) => {
    over ||= untold && event.type !== "ERROR";
    if (over) {
      if (sink) finish();
      return;
    }
    const bytes = encodeEvent(event, { context, form, cache, first });
    first = false;
    if (ended.signal.aborted) return;
    if (sink) sink.write(bytes);
    else early.push(bytes);
    // What was there from the start doesn't count until it is on its way.
    if (!sink && begun) earlyBytes += bytes.byteLength;
    if ((sink?.backlogBytes() ?? earlyBytes) > backlogBytesMax) finish();
  };
  const finish = () => {
    if (ended.signal.aborted) return;
    end();
    sink?.end();
  };
  // Before the answer begins: what is wrong with the request is still told as such.
  const watching = watch({ ...request, send, end: finish });
  const counted = metrics.watchBegins(call.target.definition.plural);
  stop = () => watching?.stop();
  begun = true;
  const push: Push = (given) => {
    sink = given;
    for (const bytes of early.splice(0)) given.write(bytes);
    if (!watching || over) finish();
    else if (ended.signal.aborted) given.end();
    return () => {
      if (!ended.signal.aborted) end();
    };
  };
  if (watching) {
    const ms = timeoutMs(options.timeoutSeconds, registry.random);
    call.signal.addEventListener("abort", finish, { once: true });
    void keep(registry.clock, ms, ended.signal, watching.bookmark).then(finish, () => {});
  }
  const { encoding } = context.representation;
  const type = contentTypeOf(context.representation);
  const headers = { "content-type": encoding === "protobuf" ? `${type};stream=watch` : type };
  return pushedAnswer(push, { status: 200, headers });
}

function timeoutMs(seconds: number | undefined, random: Random): number {
  if (seconds !== undefined && seconds > 0) return seconds * 1000;
  return Math.round(timeoutSecondsMin * (1 + random.next()) * 1000);
}

/** Sends bookmarks now and then until the time is up. */
async function keep(clock: Clock, ms: number, signal: AbortSignal, bookmark: () => void) {
  const untilMs = clock.nowMs() + ms;
  for (;;) {
    const leftMs = untilMs - clock.nowMs();
    if (leftMs <= bookmarkEveryMs) return clock.sleep(leftMs, signal);
    await clock.sleep(bookmarkEveryMs, signal);
    bookmark();
  }
}

/** What all events of a watch are known by in the cache; made once, for it is asked for with each of them. */
type Form = Record<WatchEvent["type"], string>;

function formOf({ representation, target, includeObject }: AnswerContext): Form {
  const { encoding, as } = representation;
  const of = (type: WatchEvent["type"]) =>
    `${type} ${target.version.name} ${encoding} ${as?.kind} ${as?.version} ${includeObject}`;
  return {
    ...{ ADDED: of("ADDED"), MODIFIED: of("MODIFIED"), DELETED: of("DELETED") },
    ...{ BOOKMARK: of("BOOKMARK"), ERROR: of("ERROR") },
  };
}

function encodeEvent(
  event: WatchEvent,
  asked: { context: AnswerContext; form: Form; cache: EventCache; first: boolean },
): Uint8Array {
  const { context, form, cache, first } = asked;
  const { representation, target, codecs } = context;
  const { encoding } = representation;
  const object = event.object as ApiObject;
  const key = first ? `first ${form[event.type]}` : form[event.type];
  if (cache.object === object) {
    const known = cache.encoded.get(key);
    if (known) return known;
  } else {
    cache.object = object;
    cache.encoded.clear();
  }
  const converted =
    event.type === "ERROR" ? object : inVersion(object, target.definition, target.version);
  const shaped = shapeObject(converted, context, first);
  const bytes =
    encoding === "protobuf" && codecs
      ? frame(codecs.encodeEvent(event.type, shaped as ApiObject))
      : encoder.encode(eventText(event.type, shaped, context));
  if (encoding === "json") noteValue(bytes, { type: event.type, object: shaped });
  cache.encoded.set(key, bytes);
  return bytes;
}

const encoder = new TextEncoder();

function eventText(type: WatchEvent["type"], shaped: object, context: AnswerContext): string {
  const { representation, codecs } = context;
  // An object is mostly told to whoever wrote it, too.
  if (representation.encoding === "json") return `{"type":"${type}","object":${textOf(shaped)}}\n`;
  const plain = { ...representation, pretty: false };
  return encode({ type, object: shaped }, plain, codecs) as string;
}

/** A length of four bytes before each message, as `framer.LengthDelimited` has it. */
function frame(message: Uint8Array): Uint8Array {
  const framed = new Uint8Array(4 + message.length);
  new DataView(framed.buffer).setUint32(0, message.length);
  framed.set(message, 4);
  return framed;
}
