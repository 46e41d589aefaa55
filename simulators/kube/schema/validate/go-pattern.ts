import type { RE2JS } from "re2js";
import { loadLater } from "../../../support/load-later.ts";
import { createCache } from "../../model/cache.ts";

/** A regular expression in Go's syntax, matched in a time that grows with the text alone. */
export interface GoPattern {
  test(text: string): boolean;
  /** The first part of the text that matches. */
  find(text: string): string | undefined;
  findAll(text: string): string[];
}

/** What Go says of a pattern that is none. */
export class PatternError extends Error {
  override readonly name = "PatternError";
}

const engine = loadLater<typeof import("re2js")>("re2js");
/** Rules can make patterns out of what clients send: not all of them are kept. */
const compiled = createCache<GoPattern | PatternError>(2000);

/** @throws PatternError */
export function goPattern(source: string): GoPattern {
  let pattern = compiled.get(source);
  if (!pattern) {
    pattern = compile(source);
    compiled.set(source, pattern);
  }
  if (pattern instanceof PatternError) throw pattern;
  return pattern;
}

/** Why a pattern is none. */
export function patternProblem(source: string): string | undefined {
  try {
    goPattern(source);
    return undefined;
  } catch (error) {
    if (error instanceof PatternError) return error.message;
    throw error;
  }
}

/** Longer ones would take long to be read alone; Go takes them in a moment. */
const sourceLengthMax = 64 * 1024;

function compile(source: string): GoPattern | PatternError {
  if (source.length > sourceLengthMax) {
    return new PatternError(`longer than the ${sourceLengthMax} characters the simulator takes`);
  }
  try {
    return patternOf(engine().RE2JS.compile(source));
  } catch (error) {
    return new PatternError(error instanceof Error ? error.message : String(error));
  }
}

/** Texts that a pattern remembers. */
const rememberedMax = 64;
const rememberedLengthMax = 128;

function patternOf(expression: RE2JS): GoPattern {
  const size = expression.programSize();
  const matches = createCache<boolean>(rememberedMax);
  return {
    test(text) {
      spend(text, size);
      // Statuses say the same few words again and again.
      if (text.length > rememberedLengthMax) return expression.matcher(text).find();
      let found = matches.get(text);
      if (found === undefined) {
        found = expression.matcher(text).find();
        matches.set(text, found);
      }
      return found;
    },
    find(text) {
      spend(text, size);
      const matcher = expression.matcher(text);
      return matcher.find() ? (matcher.group() ?? "") : undefined;
    },
    findAll(text) {
      spend(text, size);
      const found: string[] = [];
      const matcher = expression.matcher(text);
      while (matcher.find()) found.push(matcher.group() ?? "");
      return found;
    },
  };
}

/** A pattern would hold everybody up for seconds. */
export class PatternTooDear extends Error {
  override readonly name = "PatternTooDear";
}

/** Steps a match may take, at the worst some fifty nanoseconds each. */
const stepsMax = 40_000_000;
let stepsLeft = stepsMax;

/** The matches of `run` share the steps that there are. */
export function withinSteps<T>(run: () => T): T {
  const before = stepsLeft;
  stepsLeft = stepsMax;
  try {
    return run();
  } finally {
    stepsLeft = before;
  }
}

function spend({ length }: string, programSize: number): void {
  // What is short, as nearly everything is, isn't worth counting.
  if (length * programSize < 10_000) return;
  stepsLeft -= length * programSize;
  if (stepsLeft < 0) throw new PatternTooDear("the text is too long for the pattern");
}
