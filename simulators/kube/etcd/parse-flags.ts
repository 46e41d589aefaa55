import known from "./flags.json" with { type: "json" };

/** A command line that etcd refuses. */
export class EtcdFlagError extends Error {
  override readonly name = "EtcdFlagError";
  /** etcd leaves with 2 where its flags can't be read, with 1 where they say nothing it can do. */
  readonly exitCode: 1 | 2;

  constructor(message: string, exitCode: 1 | 2 = 2) {
    super(message);
    this.exitCode = exitCode;
  }
}

const asked = { version: "bool", help: "bool", h: "bool" } as const;
const types: Record<string, string> = { ...known, ...asked };

/**
 * The last value of each flag, read as Go's `flag` package does for etcd 3.6: one or two dashes, a
 * switch takes a value only after `=`. @throws EtcdFlagError
 */
export function parseEtcdFlags(args: readonly string[]): Map<string, string> {
  const flags = new Map<string, string>();
  const rest = [...args];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === "--") word = rest.shift() ?? "";
    const [, dashes, name = "", given] = /^(--?)([^=]*)(?:=(.*))?$/s.exec(word) ?? [];
    if (word === "") break;
    if (dashes === undefined || word === "-") {
      throw new EtcdFlagError(`${JSON.stringify(word)} is not a valid flag`, 1);
    }
    if (name === "" || name.startsWith("-")) throw new EtcdFlagError(`bad flag syntax: ${word}`);
    const type = types[name];
    if (type === undefined) throw new EtcdFlagError(`flag provided but not defined: -${name}`);
    flags.set(name, type === "bool" ? switchOf(name, given) : wordOf(name, given, rest));
  }
  return flags;
}

/** All that `--help` lists. */
export function etcdFlagNames(): string[] {
  return Object.keys(known);
}

function switchOf(name: string, given = "true"): string {
  if (/^(1|t|T|true|TRUE|True)$/.test(given)) return "true";
  if (/^(0|f|F|false|FALSE|False)$/.test(given)) return "false";
  throw new EtcdFlagError(
    `invalid boolean value ${JSON.stringify(given)} for -${name}: parse error`,
  );
}

function wordOf(name: string, given: string | undefined, rest: string[]): string {
  const value = given ?? rest.shift();
  if (value === undefined) throw new EtcdFlagError(`flag needs an argument: -${name}`);
  return value;
}
