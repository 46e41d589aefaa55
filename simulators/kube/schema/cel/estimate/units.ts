/** For each character of a text that is gone through. */
export const perCharacter = 0.1;
/** For each character of a pattern. */
export const perPatternCharacter = 0.25;
