import { notedValue, readerCopy } from "../../support/reader-copy.ts";
import { ApiError, type Status } from "../model/api-error.ts";
import type { ApiObject } from "../model/api-object.ts";

/** One event as a watch sends it. */
export interface WatchLine {
  type: "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK";
  object: ApiObject;
}

/**
 * The events of one watch's answer, to its end; a broken connection is thrown as it is.
 * @throws ApiError for an `ERROR` event: 410 when its resourceVersion is too old.
 */
export async function* watchLines(body: ReadableStream<Uint8Array>): AsyncGenerator<WatchLine> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of body) {
    const noted = rest === "" ? notedValue(chunk) : undefined;
    if (noted) {
      yield lineOf(noted as WatchLine | ErrorLine);
      continue;
    }
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line.trim() !== "") yield parseLine(line);
  }
}

function parseLine(line: string): WatchLine {
  const { type, object } = JSON.parse(line);
  if (type === "ERROR") throw new ApiError(object);
  return { type, object };
}

interface ErrorLine {
  type: "ERROR";
  object: Status;
}

/** Of a server in this process, whose events needn't be parsed. */
function lineOf({ type, object }: WatchLine | ErrorLine): WatchLine {
  if (type === "ERROR") throw new ApiError(object);
  return { type, object: readerCopy(object) as ApiObject };
}
