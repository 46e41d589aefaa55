import { createHash } from "node:crypto";

/** What kstatus said of a state. */
export interface Judged {
  outcome: string;
  kind: string;
  stage: string | null;
  status: "InProgress" | "Current" | "Failed";
  message: string;
  /** Of the object it was said of. */
  digest: string;
}

export const judgedFile = new URL("../testdata/kstatus.ndjson", import.meta.url);

export function digestOf(object: unknown): string {
  return createHash("sha256").update(JSON.stringify(object)).digest("hex").slice(0, 16);
}
