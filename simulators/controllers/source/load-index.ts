import type { ControllerProcess } from "../runtime/controller-process.ts";

/**
 * Bytes of memory for each byte of an index, by anonymous memory over that of an idle process with 1.7.3: while it is
 * read as YAML 114, 214, 426 and 813 MiB at most for 4.8, 9.5, 19.1 and 38.2 MiB; as JSON 284 MiB while two charts at
 * once read 24.6 MiB each. Fetching one of 382 MiB takes 1 GiB and is killed.
 */
const memoryPerByte = { fetched: 2.7, yaml: 22, json: 5.8 };

/** The memory that an index takes as it is fetched, into a buffer that doubles as it fills. */
export function bufferIndex(process: ControllerProcess, { length }: Uint8Array): Disposable {
  return process.hold(memoryPerByte.fetched * length);
}

/**
 * Takes the time and the memory that reading an index takes: as YAML, which is made JSON before it is read, or as
 * JSON, as source-controller stores it. The memory is held until disposed of.
 */
export async function loadIndex(process: ControllerProcess, text: string): Promise<Disposable> {
  const form = text.trimStart().startsWith("{") ? "json" : "yaml";
  const held = process.hold(memoryPerByte[form] * text.length);
  await process.work(`helm.read-${form}-byte`, text.length);
  return held;
}
