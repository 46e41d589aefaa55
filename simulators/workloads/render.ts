import type { Json } from "../../harness/core/json.ts";
import { digestOf, suffixOf } from "./digest.ts";
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
  const { $from, $text, $now, $each, $times, $merge, $concat, $least } = fields;
  if (typeof $from === "string") return read(scope, $from) ?? (fields.default as Json | undefined);
  if (typeof $text === "string") {
    return $text.replace(/\{([^}]+)\}/g, (_, path) => String(read(scope, path) ?? ""));
  }
  if ($now) return timeOf(scope.epochMs);
  if (typeof $each === "string") {
    const entries = read(scope, $each);
    if (!Array.isArray(entries)) return undefined;
    const as = typeof fields.as === "string" ? fields.as : "item";
    return entries.map((entry) => renderFor({ [as]: entry }, fields.do, scope));
  }
  if ($times !== undefined) {
    const name = read(scope, "metadata.name");
    return Array.from({ length: Number(render($times, scope)) }, (_, index) =>
      renderFor({ item: { index, id: suffixOf([name, index]) } }, fields.do, scope),
    );
  }
  if (Array.isArray($merge)) {
    return Object.assign({}, ...$merge.map((each) => render(each, scope) ?? {})) as Json;
  }
  if (Array.isArray($concat)) return $concat.flatMap((each) => render(each, scope) ?? []);
  if (Array.isArray($least)) {
    const numbers = $least.map((each) => render(each, scope));
    return numbers.every((each) => typeof each === "number") ? Math.min(...numbers) : undefined;
  }
  const rendered: { [key: string]: Json } = {};
  for (const [key, value] of Object.entries(fields)) {
    const made = render(value, scope);
    if (made !== undefined) rendered[key] = made;
  }
  return rendered;
}

function renderFor(more: object, template: Template | undefined, scope: Scope): Json {
  const object = { ...(scope.object as object), ...more };
  return render(template ?? null, { ...scope, object }) ?? null;
}

/** RFC 3339 to the second, as `metav1.Time`. */
export function timeOf(epochMs: number): string {
  return new Date(epochMs).toISOString().replace(/\.\d+Z$/, "Z");
}

function read({ object }: Scope, path: string): Json | undefined {
  if (path === "hash") return digestOf(readPath(object, "spec.template"));
  return readPath(object, path) as Json | undefined;
}
