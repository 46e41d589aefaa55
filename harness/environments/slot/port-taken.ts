/** Another program took a port between the moment it was found free and its use: worth one more try. */
export class PortTakenError extends Error {
  override readonly name = "PortTakenError";
  constructor(process: string) {
    super(`${process} could not listen: another program took its port.`);
  }
}

export function saysPortTaken(log: string): boolean {
  return log.includes("address already in use");
}
