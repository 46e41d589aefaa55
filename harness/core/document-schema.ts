import { z } from "zod";
import { UsageError } from "./failure.ts";
import { hostInfo } from "./run-schema.ts";

/** The fields of `DocumentHead`, read from a file. */
export const documentHead = {
  version: z.literal(1),
  fluxproof: z.string(),
  startedAt: z.iso.datetime(),
  environment: z.string(),
  gitHost: z.string(),
  host: hostInfo,
  seed: z.int(),
  unfinished: z.string().exactOptional(),
};

/** Of a directory below the document's own. */
export const below = z
  .string()
  .refine(
    (dir) => dir.split("/").every((part) => !["", ".", ".."].includes(part)),
    "expected a directory below that of the file",
  );

/** Of a document that is broken all over, the first are enough to know. */
const issuesMax = 5;

/**
 * The document that a file's text is.
 * @param request.what it should be, "a qualification"
 * @throws UsageError naming the file and the fields for anything else
 */
export function parseDocument<T>(request: {
  text: string;
  file: string;
  what: string;
  schema: z.ZodType<T>;
}): T {
  const { text, file, what, schema } = request;
  const parsed = schema.safeParse(parseJson(text, file), { reportInput: true });
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  const told = issues.slice(0, issuesMax).map((issue) => ({ ...issue, message: withSeen(issue) }));
  const first = z.prettifyError(new z.ZodError(told));
  const more = issues.length - issuesMax;
  throw new UsageError(
    `${file}: expected ${what}: ${first}${more > 0 ? `\n… and ${more} more` : ""}`,
  );
}

/** So much of a value tells which it is. */
const seenMax = 60;

function withSeen({ code, message, input }: z.core.$ZodIssue): string {
  // Names the keys; around them all else was seen, too.
  if (code === "unrecognized_keys") return message;
  const value = JSON.stringify(input) ?? "nothing";
  const shown = value.length > seenMax ? `${value.slice(0, seenMax)}…` : value;
  return `${message}, seen ${shown}`;
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${file}: expected JSON: ${(error as Error).message}`);
  }
}
