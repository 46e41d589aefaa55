/** What clients have not taken yet of their answers, by all listeners of the process. */
const answers = new Set<{ unsentBytes(): number }>();

/** Counts an answer until the function it returns is called. */
export function countUnsent(answer: { unsentBytes(): number }): () => void {
  answers.add(answer);
  return () => void answers.delete(answer);
}

export function unsentBytes(): number {
  let bytes = 0;
  for (const answer of answers) bytes += answer.unsentBytes();
  return bytes;
}

/** All answers together may hold so much: some fifty lists of ten thousand objects. */
const unsentBytesMax = 512 * 1024 * 1024;

export function isFullOfUnsent(): boolean {
  return unsentBytes() > unsentBytesMax;
}
