import { hostname } from "node:os";
import { isOwnerMark, ownerIsDead, ownMark } from "../../process/owner-mark.ts";

const ownerLabel = "fluxproof.owner";
const hostLabel = "fluxproof.host";

/** Labels of a container that this process starts: they say whose it is. */
export function containerMarks(): Record<string, string> {
  return { [ownerLabel]: JSON.stringify(ownMark()), [hostLabel]: hostname() };
}

/** What all containers bear that harnesses of this machine started. */
export function marksOfThisMachine(): string {
  return `${hostLabel}=${hostname()}`;
}

/** How `docker ps` is to write a container of theirs: its id, and its owner's mark behind a space. */
export const markedFormat = `{{.ID}} {{.Label "${ownerLabel}"}}`;

/** Whether the harness that a container of this machine belongs to is dead for certain. */
export function isLeftOver(labels: Record<string, string>): boolean {
  return ownerSaysDead(labels[ownerLabel] ?? "");
}

/** The id in a line as `markedFormat` has it, of a container whose harness is dead. */
export function leftOverIn(line: string): string | undefined {
  const end = line.indexOf(" ");
  return end > 0 && ownerSaysDead(line.slice(end + 1)) ? line.slice(0, end) : undefined;
}

function ownerSaysDead(mark: string): boolean {
  try {
    const owner: unknown = JSON.parse(mark);
    return isOwnerMark(owner) && ownerIsDead(owner);
  } catch {
    return false;
  }
}
