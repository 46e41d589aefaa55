import { OutsideModelError } from "../../runtime/reconcile-errors.ts";
import type { Values } from "../helm-release.ts";

/** What templates may name. */
export interface TemplateValues {
  Values: Values;
  Release: Values;
  Chart: Values;
}

const expression = /\{\{(-?)\s*(.*?)\s*(-?)\}\}/gs;
const isComment = /^\/\*.*\*\/$/s;
const isField = /^(\.(?:Values|Release|Chart)(?:\.[A-Za-z_][A-Za-z0-9_]*)+)(\s*\|\s*quote)?$/;

/**
 * Renders a template that puts in nothing but values by their path, quoted or not.
 * @throws an error in Helm's words where a path leads through nothing, OutsideModelError for anything else
 *   of its language.
 */
export function renderTemplate(path: string, text: string, values: TemplateValues): string {
  let rendered = "";
  let end = 0;
  let trims = false;
  for (const found of text.matchAll(expression)) {
    const [whole, left, inner = "", right] = found;
    const before = text.slice(end, found.index);
    const kept = trims ? before.trimStart() : before;
    rendered += left ? kept.trimEnd() : kept;
    const at = found.index + whole.indexOf(inner, "{{".length);
    rendered += isComment.test(inner) ? "" : evaluate(path, text, at, inner, values);
    end = found.index + whole.length;
    trims = right === "-";
  }
  const rest = text.slice(end);
  return rendered + (trims ? rest.trimStart() : rest);
}

function evaluate(
  path: string,
  text: string,
  at: number,
  inner: string,
  values: TemplateValues,
): string {
  const [, field, quoted] = isField.exec(inner) ?? [];
  if (!field) throw new OutsideModelError(`{{ ${inner} }} in the template ${path}`);
  let value: unknown = values;
  for (const name of field.slice(1).split(".")) {
    if (typeof value !== "object" || value === null) {
      // Go's parser places a chain of fields at its second one.
      const lines = text.slice(0, at + field.indexOf(".", 1)).split("\n");
      const place = `${path}:${lines.length}:${lines.at(-1)?.length ?? 0}`;
      const executing = `executing "${path}" at <${field}>`;
      throw new Error(
        `template: ${place}: ${executing}: nil pointer evaluating interface {}.${name}`,
      );
    }
    value = (value as Values)[name];
  }
  if (typeof value === "object" && value !== null) {
    throw new OutsideModelError(`{{ ${inner} }} in the template ${path}, which is no scalar`);
  }
  const printed = value === undefined || value === null ? "" : goText(value);
  return quoted ? JSON.stringify(printed) : printed;
}

/** Numbers are floats there, and printed with an exponent from a million on. */
function goText(value: unknown): string {
  if (typeof value !== "number" || Math.abs(value) < 1e6) return String(value);
  const [digits = "", exponent = ""] = value.toExponential().split("e+");
  return `${digits}e+${exponent.padStart(2, "0")}`;
}
