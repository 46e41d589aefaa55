import type { Schema } from "../../model/schema.ts";
import { isObject } from "../is-object.ts";
import type { Node } from "./node.ts";

/** For each item what stood in its place before: only keys tell, so only lists that are maps have it. */
export function correlatedItems(node: Node, list: unknown[]): unknown[] {
  const { schema, old } = node;
  if (!Array.isArray(old) || schema.listType !== "map") return list.map(() => undefined);
  const before = new Map(old.map((item) => [keyOf(schema, item), item]));
  return list.map((item) => before.get(keyOf(schema, item)));
}

/** The keys of an item of a list that is a map, as far as it has them. */
export function keysOf(schema: Schema, item: unknown): Record<string, unknown> {
  if (!isObject(item)) return {};
  const keys = (schema.listMapKeys ?? []).filter((key) => Object.hasOwn(item, key));
  return Object.fromEntries(keys.map((key) => [key, item[key]]));
}

function keyOf(schema: Schema, item: unknown): string {
  return JSON.stringify(keysOf(schema, item));
}
