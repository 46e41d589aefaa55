import type { ResourceDefinition, ServedVersion } from "../model/resource.ts";

/** The resources served now. */
export interface Catalog {
  /** Counts changes, for what is derived from the whole. */
  readonly generation: number;
  find(group: string, version: string, plural: string): FoundResource | undefined;
  /** By group and kind, whatever the version. */
  kind(group: string, kind: string): ResourceDefinition | undefined;
  all(): ResourceDefinition[];
  /** Group names in the order discovery shows them, the core group first. */
  groups(): string[];
  /** Served versions of a group, the preferred one first. */
  versions(group: string): string[];
  /** Adds a definition, or replaces the one of the same group and plural. */
  put(definition: ResourceDefinition): void;
  remove(group: string, plural: string): void;
}

export interface FoundResource {
  definition: ResourceDefinition;
  version: ServedVersion;
}

export function createCatalog(builtin: readonly ResourceDefinition[]): Catalog {
  const definitions = new Map<string, ResourceDefinition>();
  let generation = 0;
  const catalog: Catalog = {
    get generation() {
      return generation;
    },
    find(group, name, plural) {
      const definition = definitions.get(`${plural}.${group}`);
      const version = definition?.versions.find((each) => each.name === name && each.served);
      return definition && version ? { definition, version } : undefined;
    },
    kind: (group, kind) =>
      [...definitions.values()].find((each) => each.group === group && each.kind === kind),
    all: () => [...definitions.values()],
    groups: () => [...new Set(["", ...[...definitions.values()].map(({ group }) => group)])],
    versions(group) {
      const of = [...definitions.values()].filter((each) => each.group === group);
      const names = new Set(
        of.flatMap(({ versions }) =>
          versions.filter(({ served }) => served).map(({ name }) => name),
        ),
      );
      return [...names].sort(byPriority);
    },
    put(definition) {
      generation += 1;
      definitions.set(`${definition.plural}.${definition.group}`, definition);
    },
    remove(group, plural) {
      if (definitions.delete(`${plural}.${group}`)) generation += 1;
    },
  };
  for (const definition of builtin) catalog.put(definition);
  return catalog;
}

/** The version objects are stored in. */
export function storageVersion(definition: ResourceDefinition): ServedVersion {
  const version = definition.versions.find(({ storage }) => storage) ?? definition.versions[0];
  if (!version) throw new Error(`${definition.plural}.${definition.group} has no version`);
  return version;
}

/** `v2` before `v1` before `v1beta2` before `v1alpha1` before names of other shapes, by alphabet. */
export function byPriority(a: string, b: string): number {
  const [left, right] = [parse(a), parse(b)];
  if (!left || !right) return left ? -1 : right ? 1 : a < b ? -1 : a > b ? 1 : 0;
  return right.stage - left.stage || right.major - left.major || right.minor - left.minor;
}

function parse(version: string) {
  const [, major, stage, minor] = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version) ?? [];
  if (major === undefined) return undefined;
  const stages = { alpha: 0, beta: 1 };
  return {
    major: Number(major),
    stage: stage === "alpha" || stage === "beta" ? stages[stage] : 2,
    minor: Number(minor ?? 0),
  };
}
