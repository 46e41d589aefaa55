import { loadLater } from "../../support/load-later.ts";

const yaml = loadLater<typeof import("yaml")>("yaml");

/** `line 1: key "x" already set in map`, for every key of a YAML text that its map holds already. */
export function repeatedKeys(text: string): string[] {
  const { isMap, isScalar, isSeq, LineCounter, parseDocument } = yaml();
  const lineCounter = new LineCounter();
  const found: string[] = [];
  const look = (node: unknown): void => {
    if (isSeq(node)) for (const item of node.items) look(item);
    if (!isMap(node)) return;
    const seen = new Set<string>();
    for (const { key, value } of node.items) {
      if (isScalar(key)) {
        const name = String(key.value);
        const { line } = lineCounter.linePos(key.range?.[0] ?? 0);
        if (seen.has(name)) {
          found.push(`line ${line}: key ${JSON.stringify(name)} already set in map`);
        }
        seen.add(name);
      }
      look(value);
    }
  };
  look(parseDocument(text, { uniqueKeys: false, lineCounter }).contents);
  return found;
}
