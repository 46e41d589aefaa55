import { UsageError } from "../core/failure.ts";
import type { SweepAxis } from "../core/sweep.ts";

/**
 * Reads `fleet.kustomizations=50,100,200`. Commas inside brackets, braces and quotes are part of a value, so
 * that lists can be swept: `controllers.kustomize-controller.flags=["--concurrent=4"],["--concurrent=8"]`.
 * @throws UsageError for what is no path with values, or names a value twice
 */
export function parseAxis(text: string): SweepAxis {
  const equals = text.indexOf("=");
  const values = splitValues(text.slice(equals + 1));
  if (equals < 1 || values.includes("")) {
    throw new UsageError(
      `--sweep ${text}: expected path=value,value,…, such as fleet.kustomizations=50,100,200`,
    );
  }
  const twice = values.find((value, index) => values.indexOf(value) !== index);
  if (twice !== undefined) throw new UsageError(`--sweep ${text}: it names ${twice} twice`);
  return { path: text.slice(0, equals), values };
}

/** @throws UsageError where two axes are one */
export function parseAxes(texts: readonly string[]): SweepAxis[] {
  const axes = texts.map(parseAxis);
  const twice = axes.find(
    ({ path }, index) => axes.findIndex((axis) => axis.path === path) !== index,
  );
  if (twice) throw new UsageError(`--sweep ${twice.path}: expected once, with all its values`);
  return axes;
}

/** Every combination as `--set` takes it, the last axis changing the fastest; one empty one without axes. */
export function combine(axes: readonly SweepAxis[]): string[][] {
  return axes.reduce<string[][]>(
    (sets, { path, values }) =>
      sets.flatMap((set) => values.map((value) => [...set, `${path}=${value}`])),
    [[]],
  );
}

function splitValues(text: string): string[] {
  const values: string[] = [];
  let value = "";
  let depth = 0;
  let isQuoted = false;
  for (let index = 0; index < text.length; index += 1) {
    const letter = text[index] ?? "";
    if (letter === "," && depth === 0 && !isQuoted) {
      values.push(value);
      value = "";
      continue;
    }
    value += letter;
    if (letter === '"') isQuoted = !isQuoted;
    else if (isQuoted && letter === "\\") {
      index += 1;
      value += text[index] ?? "";
    } else if (!isQuoted && "[{".includes(letter)) depth += 1;
    else if (!isQuoted && "]}".includes(letter)) depth -= 1;
  }
  return [...values, value];
}
