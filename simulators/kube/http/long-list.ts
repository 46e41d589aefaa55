import type { ApiObject } from "../model/api-object.ts";

/** Characters of a piece, at least. */
const pieceChars = 64 * 1024;

/**
 * The JSON of a long list: as one text it would be copied three times before it is sent, and held as a
 * whole while nobody reads it.
 */
export async function* longList(
  list: object,
  items: readonly ApiObject[],
  options: {
    shape: (item: ApiObject) => object;
    /** Awaited before a piece is made, so that others have theirs. */
    turn?: (() => Promise<void> | undefined) | undefined;
  },
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const { shape, turn = () => undefined } = options;
  let text = `${JSON.stringify(list).slice(0, -1)},"items":[`;
  for (const [at, item] of items.entries()) {
    if (at > 0) text += ",";
    text += JSON.stringify(shape(item));
    if (text.length < pieceChars) continue;
    yield Buffer.from(text);
    text = "";
    await turn();
  }
  yield Buffer.from(`${text}]}\n`);
}
