import type protobuf from "protobufjs";
import { loadLater } from "../../support/load-later.ts";
import {
  kinds,
  kindsOfEveryVersion,
  metaPackage,
  packages,
  unversionedKinds,
} from "./descriptor.ts";

export interface GroupVersionKind {
  /** Empty for the core group. */
  group: string;
  version: string;
  kind: string;
}

/** Whether the real server has a protobuf form of a kind: of all it has built in, of no custom resource. */
export function hasProtobuf(gvk: GroupVersionKind): boolean {
  return messageName(gvk) !== undefined;
}

/** The message of a kind. */
export function messageOf(gvk: GroupVersionKind): protobuf.Type | undefined {
  const name = messageName(gvk);
  return name === undefined ? undefined : messageNamed(name);
}

export function messageNamed(name: string): protobuf.Type {
  root ??= loadRoot();
  return root.lookupType(name);
}

const kindSets = new Map(
  Object.entries(kinds).map(([groupVersion, { kinds: names }]) => [groupVersion, new Set(names)]),
);

function messageName({ group, version, kind }: GroupVersionKind): string | undefined {
  const groupVersion = `${group}/${version}`;
  // The oldest discovery document, that at `/api`, says no version.
  const isUnversioned = ["/v1", "/"].includes(groupVersion) && unversionedKinds.includes(kind);
  if (isUnversioned) return `${metaPackage}.${kind}`;
  if (!kindSets.has(groupVersion)) return undefined;
  if (kindSets.get(groupVersion)?.has(kind)) return `${kinds[groupVersion]?.package}.${kind}`;
  return kindsOfEveryVersion.includes(kind) ? `${metaPackage}.${kind}` : undefined;
}

export const protobufjs = loadLater<typeof protobuf>("protobufjs");

let root: protobuf.Root | undefined;

/** Takes some ten milliseconds, so not before the first message. */
function loadRoot(): protobuf.Root {
  const loaded = new (protobufjs().Root)();
  for (const [name, text] of Object.entries(packages)) {
    // A type that names no edition would be read as one of proto3, which never writes zeros.
    const types = Object.entries<protobuf.IType>(JSON.parse(text));
    loaded
      .define(name)
      .addJSON(
        Object.fromEntries(types.map(([type, json]) => [type, { ...json, edition: "proto2" }])),
      );
  }
  loaded.resolveAll();
  return loaded;
}
