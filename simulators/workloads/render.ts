import type { Json } from "../../harness/core/json.ts";
import { readPath } from "./read-path.ts";
import type { Template } from "./stage.ts";

/** What expressions are about. */
export interface Scope {
  object: unknown;
  epochMs: number;
}

/** The JSON a template makes of an object; undefined for one that names what isn't there. */
export function render(template: Template, scope: Scope): Json | undefined {
  if (template === null || typeof template !== "object") return template;
  if (Array.isArray(template)) return template.map((each) => render(each, scope) ?? null);
  const fields: { [key: string]: Template } = { ...template };
  const { $from, $text, $now, $each } = fields;
  if (typeof $from === "string") return read(scope, $from) ?? (fields.default as Json | undefined);
  if (typeof $text === "string") {
    return $text.replace(/\{([^}]+)\}/g, (_, path) => String(read(scope, path) ?? ""));
  }
  if ($now) return timeOf(scope.epochMs);
  if (typeof $each === "string") {
    const entries = read(scope, $each);
    if (!Array.isArray(entries)) return undefined;
    return entries.map((item) => {
      const object = { ...(scope.object as object), item };
      return render(fields.do ?? null, { ...scope, object }) ?? null;
    });
  }
  const rendered: { [key: string]: Json } = {};
  for (const [key, value] of Object.entries(fields)) {
    const made = render(value, scope);
    if (made !== undefined) rendered[key] = made;
  }
  return rendered;
}

/** RFC 3339 to the second, as `metav1.Time`. */
export function timeOf(epochMs: number): string {
  return new Date(epochMs).toISOString().replace(/\.\d+Z$/, "Z");
}

function read({ object }: Scope, path: string): Json | undefined {
  return readPath(object, path) as Json | undefined;
}
