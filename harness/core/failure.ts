/** Exit codes of the command line, as `README.md` lists them. */
export const exitCodes = {
  pass: 0,
  fail: 1,
  unknown: 2,
  harness: 3,
  usage: 64,
} as const;

/**
 * Something the user can mend: a bad name, value, file or missing program.
 * The message names the place, the value seen and what was expected.
 */
export class UsageError extends Error {
  override readonly name = "UsageError";
  readonly exitCode = exitCodes.usage;
}

/**
 * The harness could not do its own work (a control plane that never became ready, a full disk).
 * The message says what was awaited, the limit, the last value seen and which log to open.
 */
export class HarnessError extends Error {
  override readonly name = "HarnessError";
  readonly exitCode = exitCodes.harness;
}

/**
 * The Git host refused a push, in its own words, and nothing changed. A scenario that asks for one it doesn't
 * expect to be refused can't be driven.
 */
export class PushRefusedError extends Error {
  override readonly name = "PushRefusedError";
  readonly exitCode = exitCodes.harness;
  readonly because: string;

  constructor(repository: string, because: string) {
    super(`the Git host refused a push to ${repository}: ${because}`);
    this.because = because;
  }
}

/** This environment, machine or Git host cannot do what the scenario asks; the run becomes `unknown`. */
export class UnsupportedError extends Error {
  override readonly name = "UnsupportedError";
  readonly exitCode = exitCodes.unknown;

  /** @param what the thing asked for, `why` the reason: read as "WHAT is unsupported, because WHY". */
  constructor(what: string, why: string) {
    super(`${what} is unsupported, because ${why}`);
  }
}
