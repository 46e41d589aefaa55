import type { FaultInForce, FaultSetup } from "./setup.ts";

/** Nothing listens; what was open is closed. The kernel refuses, so nobody can count. */
export async function refuses({ id, doors }: FaultSetup<"refuses">): Promise<FaultInForce> {
  const refusal = await doors.refuse(id);
  return { met: () => null, end: () => refusal.end() };
}
