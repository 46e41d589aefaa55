import { badPatch } from "./patch-error.ts";

/** `$patch: delete`, `$patch: replace`: what to do with the map it stands in. */
export const directive = "$patch";
export const retainKeys = "$retainKeys";
/** `$deleteFromPrimitiveList/finalizers` */
export const deletePrefix = "$deleteFromPrimitiveList";
/** `$setElementOrder/containers` */
export const orderPrefix = "$setElementOrder";

const formats: Record<string, string> = {
  [deletePrefix]: "primitive list",
  [orderPrefix]: "setElementOrder list",
};

/** The field a directive is about. */
export function fieldAfter(key: string, prefix: string): string {
  if (!key.startsWith(`${prefix}/`)) throw badPatch(`invalid patch format of ${formats[prefix]}`);
  return key.slice(prefix.length + 1);
}
