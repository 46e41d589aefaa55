/**
 * Turns the lines of `go list` and `go build -v` into one line on how far it has come.
 * @param packagesTotal packages of the build; fewer are compiled where Go has some in its cache.
 */
export function compileProgress(request: {
  mains: string[];
  packagesTotal: () => number;
}): (line: string) => string | undefined {
  let downloads = 0;
  let compiled = 0;
  return (line) => {
    const download = /^go: downloading (\S+) (\S+)/.exec(line);
    if (download) {
      downloads += 1;
      return `downloading module ${downloads}: ${download[1]} ${download[2]}`;
    }
    // With -v a package's path alone is a line; all else is a message.
    if (!/^[\w.~/+-]+$/.test(line)) {
      return undefined;
    }
    compiled += 1;
    if (request.mains.includes(line)) {
      return `linking ${line}`;
    }
    const total = request.packagesTotal();
    const of = total > 0 ? ` of at most ${total}` : "";
    return `compiling package ${compiled}${of}: ${line}`;
  };
}
