import { readFile } from "node:fs/promises";

/** Position of CAP_SYS_RESOURCE in a set of capabilities, from linux/capability.h. */
const sysResource = 24n;

/**
 * Whether processes of this machine may be given CAP_SYS_RESOURCE, without which runc starts no privileged
 * container, and so no node of kind.
 */
export async function machineGrantsSysResource(): Promise<boolean> {
  return grantsSysResource(await readFile("/proc/self/status", "utf8"));
}

/** @param status the text of `/proc/PID/status`. */
export function grantsSysResource(status: string): boolean {
  const mask = /^CapBnd:\s*([0-9a-f]+)$/m.exec(status)?.[1];
  return mask !== undefined && ((BigInt(`0x${mask}`) >> sysResource) & 1n) === 1n;
}
