import { readFileSync, writeFileSync } from "node:fs";
import { parseAllDocuments } from "yaml";
import type { ApiObject } from "../../model/api-object.ts";

/** An object as the real server wrote it, in both forms. */
export interface Sample {
  json: ApiObject;
  protobuf: Uint8Array;
}

const file = new URL("../testdata/samples.ndjson", import.meta.url);

/** What `protobuf.real.test.ts` recorded: with `FLUXPROOF_REAL=1 FLUXPROOF_RECORD=1` it does so again. */
export function readSamples(): Sample[] {
  return readFileSync(file, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => {
      const { json, protobuf } = JSON.parse(line);
      return { json, protobuf: new Uint8Array(Buffer.from(protobuf, "base64")) };
    });
}

export function writeSamples(samples: Sample[]): void {
  const lines = samples.map(({ json, protobuf }) =>
    JSON.stringify({ json, protobuf: Buffer.from(protobuf).toString("base64") }),
  );
  writeFileSync(file, `${lines.join("\n")}\n`);
}

/** What to create on a real server to see much of each kind. */
export function readObjects(): ApiObject[] {
  const text = readFileSync(new URL("../testdata/objects.yaml", import.meta.url), "utf8");
  return parseAllDocuments(text).map((document) => document.toJS());
}
