/** Of an option that may be repeated: its values so far, and one more. */
export function collect(value: string, before: string[]): string[] {
  return [...before, value];
}
