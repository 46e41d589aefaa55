/** How one value, printed as JSON with an indent of one, differs from another: as `diff -u` without its head. */
export function unifiedDiff(before: unknown, after: unknown): string {
  const [a, b] = [linesOf(before), linesOf(after)];
  const changes = editScript(a, b);
  return hunks(changes).map(printHunk).join("");
}

interface Line {
  mark: " " | "-" | "+";
  text: string;
  /** How many lines of each side come before it. */
  a: number;
  b: number;
}

const context = 3;

function linesOf(value: unknown): string[] {
  return escapeHtml(JSON.stringify(value, null, 1)).split("\n");
}

/** Go writes these so that no browser mistakes them for markup. */
export function escapeHtml(json: string): string {
  return json.replace(
    /[<>&\u2028\u2029]/g,
    (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** The longest common run first, then what's left and right of it, as Python's difflib does it. */
function editScript(a: string[], b: string[]): Line[] {
  const script: Line[] = [];
  const walk = (aFrom: number, aTo: number, bFrom: number, bTo: number) => {
    const run = longestRun(a, b, [aFrom, aTo, bFrom, bTo]);
    if (run.length === 0) {
      for (let at = aFrom; at < aTo; at++)
        script.push({ mark: "-", text: a[at] ?? "", a: at, b: bFrom });
      for (let at = bFrom; at < bTo; at++)
        script.push({ mark: "+", text: b[at] ?? "", a: aTo, b: at });
      return;
    }
    if (run.a > aFrom || run.b > bFrom) walk(aFrom, run.a, bFrom, run.b);
    for (let at = 0; at < run.length; at++)
      script.push({ mark: " ", text: a[run.a + at] ?? "", a: run.a + at, b: run.b + at });
    const [aNext, bNext] = [run.a + run.length, run.b + run.length];
    if (aNext < aTo || bNext < bTo) walk(aNext, aTo, bNext, bTo);
  };
  walk(0, a.length, 0, b.length);
  return script;
}

type Range = [aFrom: number, aTo: number, bFrom: number, bTo: number];

function longestRun(a: string[], b: string[], [aFrom, aTo, bFrom, bTo]: Range) {
  const places = new Map<string, number[]>();
  const popular = b.length >= 200 ? Math.floor(b.length / 100) + 1 : Number.POSITIVE_INFINITY;
  for (const [at, line] of b.entries()) places.set(line, [...(places.get(line) ?? []), at]);
  let best = { a: aFrom, b: bFrom, length: 0 };
  let lengths = new Map<number, number>();
  for (let i = aFrom; i < aTo; i++) {
    const next = new Map<number, number>();
    const found = places.get(a[i] ?? "") ?? [];
    for (const j of found.length > popular ? [] : found) {
      if (j < bFrom || j >= bTo) continue;
      const length = (lengths.get(j - 1) ?? 0) + 1;
      next.set(j, length);
      if (length > best.length) best = { a: i - length + 1, b: j - length + 1, length };
    }
    lengths = next;
  }
  const extends_ = (step: -1 | 1) => {
    const [i, j] =
      step < 0 ? [best.a - 1, best.b - 1] : [best.a + best.length, best.b + best.length];
    return i >= aFrom && i < aTo && j >= bFrom && j < bTo && a[i] === b[j];
  };
  while (extends_(-1)) best = { a: best.a - 1, b: best.b - 1, length: best.length + 1 };
  while (extends_(1)) best = { ...best, length: best.length + 1 };
  return best;
}

function hunks(script: Line[]): Line[][] {
  const changed = script.flatMap(({ mark }, at) => (mark === " " ? [] : [at]));
  const groups: Line[][] = [];
  let from = 0;
  for (const [index, at] of changed.entries()) {
    if (index === 0 || at - (changed[index - 1] ?? 0) > 2 * context + 1) from = at;
    const next = changed[index + 1];
    if (next !== undefined && next - at <= 2 * context + 1) continue;
    groups.push(script.slice(Math.max(0, from - context), at + context + 1));
  }
  return groups;
}

function printHunk(lines: Line[]): string {
  const count = (mark: Line["mark"]) => lines.filter((line) => line.mark !== mark).length;
  const [first] = lines;
  const range = (from: number, length: number) => {
    if (length === 1) return `${from + 1}`;
    return `${length === 0 ? from : from + 1},${length}`;
  };
  const head = `@@ -${range(first?.a ?? 0, count("+"))} +${range(first?.b ?? 0, count("-"))} @@`;
  return `${[head, ...lines.map(({ mark, text }) => mark + text)].join("\n")}\n`;
}
