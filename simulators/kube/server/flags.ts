import { parseArgs } from "node:util";
import known from "./flags.json" with { type: "json" };

/** Values by flag, in the order given; a flag without a value that takes none is `true`. */
export type Flags = ReadonlyMap<string, readonly string[]>;

/** Flags of the simulator beside those of kube-apiserver. */
const own = {
  /** Runs what kube-controller-manager does for namespaces, owners, accounts and roles beside the server. */
  "simulate-controller-manager": "bool",
  /** As kube-controller-manager's `--root-ca-file`: published to all namespaces. */
  "simulate-root-ca-file": "string",
} as const;

/** A command line that the real program would refuse too. */
export class FlagError extends Error {
  override readonly name = "FlagError";
}

/** Reads a command line as kube-apiserver 1.34 does. @throws FlagError */
export function parseFlags(args: readonly string[]): Flags {
  const types: Record<string, string> = { ...known, ...own };
  // Of those that may be meant: looking at all two hundred would be a thirtieth of a start.
  const given = args.map((arg) => /^--([^=]+)/.exec(arg)?.[1] ?? "");
  const options = Object.fromEntries(
    [...new Set(given)].flatMap((name) => {
      const type = Object.hasOwn(types, name) ? types[name] : undefined;
      if (type === undefined) return [];
      const boolean = takesNoValue(type);
      return [
        [name, { type: boolean ? ("boolean" as const) : ("string" as const), multiple: true }],
      ];
    }),
  );
  const { tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true });
  const flags = new Map<string, string[]>();
  for (const token of tokens) {
    if (token.kind === "option-terminator") continue;
    if (token.kind === "positional") {
      throw new FlagError(`unknown command ${JSON.stringify(token.value)} for "kube-apiserver"`);
    }
    const { name, rawName, value } = token;
    const type = types[name];
    if (type === undefined) throw new FlagError(`unknown flag: ${rawName}`);
    if (value === undefined && !takesNoValue(type)) {
      throw new FlagError(`flag needs an argument: ${rawName}`);
    }
    flags.set(name, [...(flags.get(name) ?? []), value ?? "true"]);
  }
  return flags;
}

/** The last value of a flag, as a program takes it that reads its command line in order. */
export function lastOf(flags: Flags, name: string): string | undefined {
  return flags.get(name)?.at(-1) || undefined;
}

/** All values, those given with commas split. */
export function allOf(flags: Flags, name: string): string[] {
  return (flags.get(name) ?? []).flatMap((value) => value.split(",")).filter((each) => each !== "");
}

/** @throws FlagError for what is neither true nor false. */
export function isOn(flags: Flags, name: string, otherwise: boolean): boolean {
  const value = lastOf(flags, name);
  if (value === undefined) return otherwise;
  if (["1", "t", "T", "true", "TRUE", "True"].includes(value)) return true;
  if (["0", "f", "F", "false", "FALSE", "False"].includes(value)) return false;
  throw new FlagError(
    `invalid argument ${JSON.stringify(value)} for "--${name}" flag: strconv.ParseBool: parsing ${JSON.stringify(value)}: invalid syntax`,
  );
}

/** What `--help` prints: every flag that is taken. */
export function describeFlags(): string {
  const lines = Object.entries({ ...known, ...own })
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, type]) => `      --${name}${type === "bool" ? "" : ` ${type}`}`);
  return [
    "A simulated Kubernetes API server that takes the flags of kube-apiserver 1.34.",
    "",
    "Usage:",
    "  kube-apiserver [flags]",
    "",
    "Flags:",
    "",
    ...lines,
    "",
  ].join("\n");
}

function takesNoValue(type: string): boolean {
  return type === "bool" || type.startsWith("version");
}
