import type { FieldError } from "../../model/api-error.ts";

export type Level = "privileged" | "baseline" | "restricted";

/** A level as a minor version of Kubernetes had it. */
export interface LevelVersion {
  level: Level;
  version: number | "latest";
}

export interface SecurityPolicy {
  enforce: LevelVersion;
  warn: LevelVersion;
}

const levels: Level[] = ["privileged", "baseline", "restricted"];
const prefix = "pod-security.kubernetes.io/";

/** What the labels of a namespace ask for; those that are no good ask for the strictest. */
export function policyOf(labels: Readonly<Record<string, string>>): {
  policy: SecurityPolicy;
  errors: FieldError[];
} {
  const errors: FieldError[] = [];
  const read = <T>(name: string, parse: (text: string) => T | undefined, wanted: string) => {
    const text = labels[prefix + name];
    if (text === undefined) return undefined;
    const value = parse(text);
    if (value === undefined) {
      const field = `metadata.labels[${prefix}${name}]`;
      errors.push({ type: "FieldValueInvalid", field, value: text, detail: wanted });
    }
    return value ?? ("bad" as const);
  };
  const mode = (name: string) => ({
    level: read(name, parseLevel, `must be one of ${levels.join(", ")}`),
    version: read(`${name}-version`, parseVersion, 'must be "latest" or "v1.x"'),
  });
  const [enforced, , warned] = [mode("enforce"), mode("audit"), mode("warn")];
  const enforce: LevelVersion = {
    level: enforced.level === "bad" ? "restricted" : (enforced.level ?? "privileged"),
    version: versionOf(enforced.version),
  };
  const warn: LevelVersion = {
    level: warned.level === "bad" ? "privileged" : (warned.level ?? "privileged"),
    version: versionOf(warned.version),
  };
  const follows = warned.level === undefined && enforced.level !== "bad";
  if (follows && enforced.level !== undefined && isStricter(enforce.level, warn.level)) {
    warn.level = enforce.level;
    if (warned.version === undefined) warn.version = enforce.version;
  }
  return { policy: { enforce, warn }, errors };
}

export function isStricter(one: Level, other: Level): boolean {
  return levels.indexOf(one) > levels.indexOf(other);
}

export function textOf({ level, version }: LevelVersion): string {
  return `${level}:${version === "latest" ? version : `v1.${version}`}`;
}

function versionOf(version: number | "latest" | "bad" | undefined): number | "latest" {
  return version === undefined || version === "bad" ? "latest" : version;
}

function parseLevel(text: string): Level | undefined {
  return levels.find((level) => level === text);
}

function parseVersion(text: string): number | "latest" | undefined {
  if (text === "latest") return text;
  const minor = /^v1\.([0-9]|[1-9][0-9]*)$/.exec(text)?.[1];
  return minor === undefined ? undefined : Number(minor);
}
