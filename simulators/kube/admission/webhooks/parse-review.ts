import { noObject } from "../../model/no-version.ts";

/** The object that a webhook answered. @throws what `refuse` makes of the reason why it is none. */
export function parseReview(text: string, refuse: (why: string) => Error): object {
  let value: unknown = text;
  try {
    value = JSON.parse(text);
  } catch {
    // Read as YAML then, where words are a text.
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  throw refuse(noObject(value));
}
