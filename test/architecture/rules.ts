import { posix } from "node:path";
import type { Facts } from "./read-facts.ts";

/** A file to hold to the rules. */
export interface SourceFile {
  /** From the project's root, with forward slashes. */
  path: string;
  lines: number;
  facts: Facts;
}

/** What is wrong with a file; none if it keeps the rule. */
export type Rule = (file: SourceFile) => string[];

/** Tests and what only tests use; they may reach anywhere and know the time. */
export function isTest(path: string): boolean {
  return /\.test\.ts$|(^|\/)(test|testing|fixtures)\//.test(path);
}

/** All of `harness` but its two entrances, the command line and vitest. */
const harnessInside = "harness (inside)";

/**
 * What a file may import of the project, by the longest path that it begins with. A path stands for
 * itself and what is below it.
 */
const layers: Record<string, string[]> = {
  "harness/core": ["harness/core"],
  "harness/analysis": ["harness/core", "harness/analysis"],
  "harness/scenario": ["harness/core", "harness/scenario"],
  "harness/checkers": ["harness/core", "harness/analysis", "harness/scenario", "harness/checkers"],
  "harness/environments": [harnessInside, "simulators"],
  "harness/subjects": [harnessInside, "simulators"],
  "harness/steps": [harnessInside, "simulators"],
  "harness/commands": ["harness", "reports", "scenarios"],
  "harness/cli.ts": ["harness", "reports", "scenarios"],
  "harness/vitest.ts": ["harness", "reports", "scenarios"],
  harness: [harnessInside],
  "simulators/support": ["harness/core", "simulators/support"],
  reports: ["harness/core", "harness/analysis", "reports"],
  "scenarios/index.ts": ["harness/index.ts", "scenarios"],
  scenarios: ["harness/index.ts"],
};

/** Imports point one way. */
export const importsPointOneWay: Rule = ({ path, facts }) =>
  facts.imports
    .filter((module) => module.startsWith("."))
    .map((module) => posix.join(posix.dirname(path), module))
    .filter((target) => !allowedFrom(path).some((allowed) => isBelow(target, allowed)))
    .map((target) => `imports ${target}`);

function allowedFrom(path: string): string[] {
  const own = /^simulators\/[^/]+/.exec(path)?.[0];
  const layer = Object.keys(layers)
    .filter((folder) => isBelow(path, folder))
    .sort((a, b) => b.length - a.length)[0];
  if (layer) return layers[layer] ?? [];
  // Simulators know themselves, and of each other only what supports them all.
  if (own) return ["harness/core", "simulators/support", own];
  // bench, ci and the like use what they please.
  return [""];
}

function isBelow(path: string, allowed: string): boolean {
  if (allowed === "") return true;
  if (allowed === harnessInside) {
    return isBelow(path, "harness") && !/^harness\/(commands\/|(cli|vitest)\.ts$)/.test(path);
  }
  return path === allowed || path.startsWith(`${allowed}/`);
}

const timeAndChance = [
  "Date.now",
  "new Date",
  "performance.now",
  "process.hrtime",
  "process.uptime",
  "AbortSignal.timeout",
  "setTimeout",
  "setInterval",
  "Math.random",
  "crypto.getRandomValues",
  "crypto.randomUUID",
  "randomUUID",
];

/** Secrets and seeds are drawn from the system, and nothing else is: a run must be repeatable. */
const drawsFromSystem: Record<string, string[]> = {
  "harness/commands/run-numbers.ts": ["randomInt"],
  "simulators/support/pki.ts": ["randomBytes"],
  "simulators/git/accounts.ts": ["randomBytes"],
};

/** Wall clock, timers and randomness stand behind two files. */
export const timeIsInjected: Rule = ({ path, facts }) => {
  if (["simulators/support/clock.ts", "simulators/support/random.ts"].includes(path)) return [];
  const drawn = ["randomInt", "randomBytes", "randomFillSync"].filter(
    (name) => !drawsFromSystem[path]?.includes(name),
  );
  const modules = facts.imports.filter((module) => /^(node:)?(timers|perf_hooks)\b/.test(module));
  return [
    ...[...timeAndChance, ...drawn].filter((name) => facts.names.has(name)),
    ...modules.map((module) => `imports ${module}`),
  ];
};

/** Where a report meets the disk: stored runs, and the parts of its own page. */
const readsFiles = [
  ...["reports/stored-run.ts", "reports/stored-history.ts", "reports/html/embed.ts"],
];
const fileModules = /^(node:)?fs\b/;
const outsideModules =
  /^(node:)?(http2?|https|net|tls|dgram|dns|child_process|cluster|worker_threads|inspector|os|process)\b/;

/** Checkers, analysis and reports are functions of what was recorded. */
export const judgesFromHistoryAlone: Rule = ({ path, facts }) => {
  if (!/^(harness\/(checkers|analysis)|reports)\//.test(path)) return [];
  const modules = facts.imports.filter(
    (module) =>
      outsideModules.test(module) || (fileModules.test(module) && !readsFiles.includes(path)),
  );
  const names = ["fetch", "WebSocket", "EventSource", "XMLHttpRequest", "process.env"];
  return [
    ...modules.map((module) => `imports ${module}`),
    ...names.filter((name) => facts.names.has(name)),
  ];
};

/** Types are not taken on trust. */
export const hasNoEscapes: Rule = ({ facts }) => facts.escapes;

/** Longer files, each with its reason. */
const longFiles: Record<string, string> = {};

/** No file needs a map to read. */
export const isShort: Rule = ({ path, lines }) =>
  lines > 200 && !(path in longFiles) ? [`${lines} lines`] : [];

/** Files and folders are in kebab-case. */
export const isKebabCase: Rule = ({ path }) =>
  path.split("/").filter((part) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)*$/.test(part));
