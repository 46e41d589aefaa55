import { makeToken } from "../../simulators/support/pki.ts";

/** Small letters and digits by chance, for names of what runs make side by side: of hosts, of namespaces. */
export function randomName(length: number): string {
  return makeToken()
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, "")
    .padEnd(length, "0")
    .slice(0, length);
}
