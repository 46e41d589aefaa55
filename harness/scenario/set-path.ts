import { UsageError } from "../core/failure.ts";
import type { Scenario } from "../core/scenario.ts";
import { parseScenario } from "./schema.ts";
import { setAlias } from "./set-alias.ts";

/** Names of controllers and of their settings. */
const plainName = /^[a-zA-Z0-9-]+$/;
/** Texts that may look like numbers. */
const quantities = ["memoryLimit", "cpuLimit"];

/**
 * A copy of the scenario with one value changed, as `--set fleet.kustomizations=200` asks.
 * The path must exist in the scenario, or be a setting of a controller (`controllers.NAME.memoryLimit`)
 * or `freshCluster`, or one of the short names of `setAlias`.
 * @throws UsageError for an unknown path or a value of the wrong kind.
 */
export function setPath(scenario: Scenario, assignment: string): Scenario {
  const equals = assignment.indexOf("=");
  if (equals < 1) {
    throw new UsageError(
      `--set ${assignment}: expected path=value, such as fleet.kustomizations=200`,
    );
  }
  const name = assignment.slice(0, equals);
  const path = name.split(".");
  const text = assignment.slice(equals + 1);
  const copy = structuredClone(scenario);
  const where = `--set ${assignment} (scenario ${scenario.name})`;
  if (setAlias(copy, { name, text })) return parseScenario(copy, where);
  const last = path.pop() ?? "";
  const parent = path.reduce<unknown>((inner, key, depth) => {
    const next = member(inner, key);
    if (next !== undefined) return next;
    if (path[0] === "controllers" && depth === 1 && plainName.test(key)) {
      return addMember(inner, key);
    }
    throw unknownPath({ scenario, assignment, key, inner });
  }, copy);
  const before = member(parent, last);
  const mayBeNew =
    path.length === 0 ? last === "freshCluster" : path[0] === "controllers" && plainName.test(last);
  if (before === undefined && !mayBeNew) {
    throw unknownPath({ scenario, assignment, key: last, inner: parent });
  }
  const isText = typeof before === "string" || quantities.includes(last);
  (parent as Record<string, unknown>)[last] = isText ? text : readValue(text);
  return parseScenario(copy, where);
}

function member(inner: unknown, key: string): unknown {
  return inner !== null && typeof inner === "object" && Object.keys(inner).includes(key)
    ? (inner as Record<string, unknown>)[key]
    : undefined;
}

function addMember(inner: unknown, key: string): unknown {
  const made = {};
  (inner as Record<string, unknown>)[key] = made;
  return made;
}

function readValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function unknownPath({
  scenario,
  assignment,
  key,
  inner,
}: {
  scenario: Scenario;
  assignment: string;
  key: string;
  inner: unknown;
}): UsageError {
  const known =
    inner !== null && typeof inner === "object"
      ? Object.keys(inner).join(", ") || "nothing (it is empty)"
      : "nothing (not an object)";
  return new UsageError(
    `--set ${assignment}: scenario ${scenario.name} has no ${JSON.stringify(key)} there; expected one of: ${known}`,
  );
}
