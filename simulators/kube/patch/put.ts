import type { JsonMap } from "../apply/json-value.ts";

/** Sets a field, in place, also one called `__proto__`. */
export function put(map: JsonMap, name: string, value: unknown): void {
  Object.defineProperty(map, name, {
    value,
    configurable: true,
    enumerable: true,
    writable: true,
  });
}
