/** Whether a name matches any of the globs, in which `*` stands for any run of characters. */
export function matches(globs: readonly string[], name: string): boolean {
  return globs.some((glob) =>
    new RegExp(`^${glob.split("*").map(RegExp.escape).join(".*")}$`).test(name),
  );
}
