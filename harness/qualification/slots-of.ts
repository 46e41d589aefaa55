/** Runs a processor works through while others wait. */
const perProcessor = 2;
/** What a control plane and its controllers take, and some air. */
const slotBytes = 1.5 * 2 ** 30;

/** How many runs a machine holds at a time, as many as processors and free memory bear; one at least. */
export function slotsOf(machine: { processors: number; memoryBytes: number }): number {
  const inMemory = Math.floor(machine.memoryBytes / slotBytes);
  return Math.max(1, Math.min(perProcessor * machine.processors, inMemory));
}
