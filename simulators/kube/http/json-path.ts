/** Evaluates the JSONPath of a printer column, `.a.b[0]`, `.a[?(@.type=="Ready")].status`, `.a['b.c']`. */
export function evaluateJsonPath(value: unknown, path: string): unknown[] {
  let values = [value];
  for (const step of parse(path)) values = values.flatMap((each) => follow(each, step));
  return values;
}

type Step =
  | { field: string }
  | { index: number }
  | { every: true }
  | { where: string[]; equals: string; negated: boolean };

function parse(path: string): Step[] {
  const steps: Step[] = [];
  const pattern =
    /\[\?\(@\.([\w.-]+)\s*(==|!=)\s*["']?([^"')]*)["']?\)\]|\['((?:[^'\\]|\\.)*)'\]|\[(-?\d+)\]|\[\*\]|\.((?:[^.[\]\\]|\\.)+)/g;
  for (const [, where, operator, equals, quoted, index, field] of path.matchAll(pattern)) {
    if (where !== undefined) {
      steps.push({ where: where.split("."), equals: equals ?? "", negated: operator === "!=" });
    } else if (index !== undefined) steps.push({ index: Number(index) });
    else if (quoted !== undefined || field !== undefined) {
      const name = (quoted ?? field ?? "").replace(/\\(.)/g, "$1");
      steps.push(name === "*" ? { every: true } : { field: name });
    } else steps.push({ every: true });
  }
  return steps;
}

function follow(value: unknown, step: Step): unknown[] {
  if (typeof value !== "object" || value === null) return [];
  if ("field" in step) {
    const found: unknown = Reflect.get(value, step.field);
    return found === undefined || found === null ? [] : [found];
  }
  if ("index" in step) {
    const found: unknown = Array.isArray(value) ? value.at(step.index) : undefined;
    return found === undefined ? [] : [found];
  }
  if ("every" in step) return Object.values(value);
  return Object.values(value).filter((each) => {
    const found = step.where.reduce<unknown>(
      (at, key) => (typeof at === "object" && at !== null ? Reflect.get(at, key) : undefined),
      each,
    );
    return (String(found) === step.equals) !== step.negated;
  });
}
