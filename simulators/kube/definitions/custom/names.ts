import { dns1035Label } from "../validation/name-rules.ts";

/** Why `name` is no DNS-1035 label, all of it in one text; nothing where it is one. */
export function labelProblem(name: string): string | undefined {
  return dns1035Label(name).join(",") || undefined;
}
