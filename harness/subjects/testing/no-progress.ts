import type { Progress } from "../subject.ts";

/** Says nothing. */
export const noProgress: Progress = { begin: () => ({ update() {}, end() {} }) };
