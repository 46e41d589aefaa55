import type { Json } from "../../harness/core/json.ts";
import type { WorkloadCollection } from "./workload-api.ts";

/**
 * A step in the life of an object, as data: when an object is in a state, and has been for a time, it
 * moves on to the next. An object is in at most one stage, the first of its set that matches.
 */
export interface Stage {
  name: string;
  of: WorkloadCollection;
  /** The state it begins in: all of these hold. */
  when: Requirement[];
  /** From when they hold. */
  delay: Delay;
  next: Next;
}

/** The stages of some objects: an object lives by the first set that selects it, and by no other. */
export interface StageSet {
  /** Absent for all. */
  select?: Selection;
  stages: Stage[];
}

export interface Selection {
  /** Globs with `*`; absent for any. */
  namespaces?: string[];
  names?: string[];
  /** Plurals: `deployments`. */
  resources?: string[];
  labels?: Record<string, string>;
}

/**
 * What a place in the object has. A place that isn't there is `exists: false`, equals nothing and
 * differs from everything.
 */
export type Requirement = { path: Path } & (
  | { exists: boolean }
  | { equals: Template }
  | { differs: Template }
);

/**
 * `spec.replicas`; `status.conditions[type=Ready].reason` of a list's entry. In `$each`, `item` is the
 * entry at hand.
 */
export type Path = string;

/** Milliseconds: so many, evenly drawn from a range, or seconds that the object itself names. */
export type Delay = number | [min: number, max: number] | { secondsFrom: Path; default: number };

export interface Next {
  /**
   * Fields of the status to set; null removes one. `conditions` are merged by type, and keep their
   * transition time as long as their status.
   */
  status?: { [field: string]: Template };
  removeFinalizers?: string[];
  /** What it controls from then on, made before its status says so. */
  owns?: Owned[];
  /** Deletes it without grace. */
  delete?: true;
}

/** What an object controls of one collection. An owned object lives by the stages of its topmost controller. */
export interface Owned {
  of: WorkloadCollection;
  kind: string;
  /** A list of them, or of lists; kind, namespace and owner come by themselves. One with other labels is made anew. */
  objects: Template;
  /** Merge patch of those that are there already. */
  follows?: { [field: string]: Template };
  /** Merge patch of others it controls; absent to delete them. */
  others?: { [field: string]: Template };
  /** They belong to nobody, as the claims of a StatefulSet. */
  outlive?: true;
}

/** JSON in which some objects stand for what is known only of the object at hand. */
export type Template = Json | Expression | Template[] | { [key: string]: Template };

export type Expression =
  /** What is there; `default` if nothing is, or the field is left out. */
  | { $from: Path; default?: Json }
  /** Text with `{path}`s in it; `{hash}` is one of `spec.template`. */
  | { $text: string }
  /** The time, as Kubernetes writes it. */
  | { $now: true }
  /** For each entry of a list, which is called `item` unless told. */
  | { $each: Path; as?: string; do: Template }
  /** So many; `item.index` counts from 0, `item.id` is five letters. */
  | { $times: Template; do: Template }
  /** Fields of several objects, the last of each name; of those that are there. */
  | { $merge: Template[] }
  /** Entries of several lists, of those that are there. */
  | { $concat: Template[] }
  /** The least of some numbers, left out unless all are there. */
  | { $least: Template[] };
