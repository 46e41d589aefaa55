import { verbsOf } from "./generate.ts";
import type { FuzzKind } from "./kinds.ts";
import { knownDifferences } from "./known-differences.ts";
import type { Finding, FuzzResult } from "./run.ts";

/** What a run did and found, as text. */
export function describeResult(result: FuzzResult, kinds: readonly FuzzKind[]): string {
  const { requests, sequences, applies, invalid, durationMs } = result;
  const share = (count: number) => `${((100 * count) / Math.max(1, requests)).toFixed(0)} %`;
  const lines = [
    `${requests} requests in ${sequences} sequences, ${(durationMs / 1000).toFixed(0)} s: ` +
      `${share(applies)} server-side apply, ${share(invalid)} invalid`,
    `answers: ${counts(result.statuses)}`,
    `normalised: ${counts(result.ruleHits)}`,
    "known differences:",
    ...knownDifferences.map(
      ({ name, reason }) => `  ${result.knownHits.get(name) ?? 0} × ${name}: ${reason}`,
    ),
    `  ${result.unsteady} × not seen again: gone when the sequence was played a second time`,
    ...matrixLines(result, kinds),
  ];
  const missing = untried(result, kinds);
  if (missing.length > 0) lines.push(`never asked: ${missing.join(", ")}`);
  const total = result.findings.reduce((sum, { count }) => sum + count, 0);
  lines.push(`${total} differences of ${result.findings.length} kinds`);
  return lines.join("\n");
}

/** Verbs of kinds that no request was of. */
export function untried({ matrix }: FuzzResult, kinds: readonly FuzzKind[]): string[] {
  return kinds.flatMap((kind) =>
    verbsOf(kind)
      .map((verb) => `${verb} ${kind.resource}`)
      .filter((key) => !matrix.has(key)),
  );
}

export function describeFinding({ signature, count, sequence, difference }: Finding): string {
  const steps = sequence.steps.map(
    ({ method, path, body = "", type = "", accept = "" }) =>
      `  ${method} ${path} ${type} ${accept && `(${accept})`}\n    ${body.slice(0, 600)}`,
  );
  const paths = difference.paths
    .slice(0, 6)
    .map(
      ({ path, real, simulator }) =>
        `  ${path}\n    real      ${show(real)}\n    simulator ${show(simulator)}`,
    );
  return [`${count} × ${signature}`, ...steps, ...paths].join("\n");
}

function show(value: unknown): string {
  return (JSON.stringify(value) ?? "nothing").slice(0, 700);
}

function counts(map: ReadonlyMap<string, number>): string {
  return [...map]
    .sort(([, a], [, b]) => b - a)
    .map(([name, count]) => `${name} ${count}`)
    .join(", ");
}

function matrixLines({ matrix }: FuzzResult, kinds: readonly FuzzKind[]): string[] {
  const width = Math.max(...kinds.map(({ resource }) => resource.length));
  return kinds.map((kind) => {
    const cells = verbsOf(kind).map(
      (verb) => `${verb} ${matrix.get(`${verb} ${kind.resource}`) ?? 0}`,
    );
    return `  ${kind.resource.padEnd(width)}  ${cells.join(", ")}`;
  });
}
