import { hostname } from "node:os";
import { isOwnerMark, type OwnerMark, ownerIsDead, ownMark } from "../process/owner-mark.ts";

/** On every namespace that fluxproof makes in a cluster of somebody else's: nothing without it is ever deleted. */
export const runLabel = "fluxproof.dev/run";
const ownerAnnotation = "fluxproof.dev/owner";
const startedAnnotation = "fluxproof.dev/started-at";

/** The `metadata` of a namespace. */
export type MarkedNamespace = {
  name: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
};

/** A namespace for one run of a scenario, which no other run has. */
export function markedNamespace(request: {
  /** Unlike that of any other run: lower-case letters and digits. */
  id: string;
  /** ISO 8601. */
  startedAt: string;
}): MarkedNamespace {
  const { id, startedAt } = request;
  return {
    name: `fluxproof-${id}`,
    labels: { [runLabel]: id },
    annotations: {
      [ownerAnnotation]: JSON.stringify({ host: hostname(), ...ownMark() }),
      [startedAnnotation]: startedAt,
    },
  };
}

/** A namespace as a list of them shows it. */
export interface ListedNamespace {
  metadata?: {
    name?: string;
    uid?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
  };
}

/** Who made a namespace: `gone` for certain, still `running`, or `elsewhere` where that can't be told from here. */
export type Ownership = "gone" | "running" | "elsewhere";

/** Undefined for a namespace that fluxproof did not make. */
export function ownershipOf(
  { metadata }: ListedNamespace,
  here: { host: string; observer: OwnerMark } = { host: hostname(), observer: ownMark() },
): Ownership | undefined {
  const id = metadata?.labels?.[runLabel];
  if (id === undefined || metadata?.name !== `fluxproof-${id}`) return undefined;
  const owner = readOwner(metadata.annotations?.[ownerAnnotation]);
  if (!owner || owner.host !== here.host) return "elsewhere";
  return ownerIsDead(owner, here.observer) ? "gone" : "running";
}

/** When its run began, as the run wrote it. */
export function startedAtOf({ metadata }: ListedNamespace): string {
  return metadata?.annotations?.[startedAnnotation] ?? "unknown";
}

function readOwner(text: string | undefined): (OwnerMark & { host: string }) | undefined {
  try {
    const owner: unknown = JSON.parse(text ?? "");
    if (!isOwnerMark(owner) || !("host" in owner) || typeof owner.host !== "string")
      return undefined;
    return { ...owner, host: owner.host };
  } catch {
    return undefined;
  }
}
