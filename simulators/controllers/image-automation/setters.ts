import type { ImageRef } from "../image-reflector/update-refs.ts";

/** What the markers in manifests are replaced with: by `NAMESPACE:POLICY`, and that with `:tag` and so on. */
export type Setters = ReadonlyMap<string, string>;

export function settersOf(
  policies: readonly { namespace: string; name: string; ref: ImageRef }[],
): Setters {
  const setters = new Map<string, string>();
  for (const { namespace, name, ref } of policies) {
    const { name: image, tag, digest = "" } = ref;
    const marker = `${namespace}:${name}`;
    setters.set(marker, digest === "" ? `${image}:${tag}` : `${image}:${tag}@${digest}`);
    setters.set(`${marker}:tag`, tag);
    setters.set(`${marker}:name`, image);
    setters.set(`${marker}:digest`, digest);
  }
  return setters;
}

/** A scalar that a marker follows: `image: app:1.0 # {"$imagepolicy": "ns:policy"}`. */
const marked =
  /^(\s*(?:- +)*(?:[^\s#:'"][^#:]*: +|"[^"]*": +)?)(["']?)([^\s"'#][^"'#]*?|)\2(\s+#\s*\{\s*"\$imagepolicy"\s*:\s*"([^"]+)"\s*\}.*)$/;

/**
 * The files that other values stand in, with them. Unlike kyaml, which writes such a file anew in its own
 * style, it leaves all else as it is.
 */
export function applySetters(
  files: Readonly<Record<string, string>>,
  folder: string,
  setters: Setters,
): Record<string, string> {
  const changed: Record<string, string> = {};
  for (const [path, text] of Object.entries(files)) {
    if (!isBelow(path, folder) || !/\.ya?ml$/.test(path)) continue;
    const replaced = text
      .split("\n")
      .map((line) => replaceIn(line, setters))
      .join("\n");
    if (replaced !== text) changed[path] = replaced;
  }
  return changed;
}

function replaceIn(line: string, setters: Setters): string {
  const [, before = "", quote = "", value = "", comment = "", marker = ""] =
    marked.exec(line) ?? [];
  const wanted = setters.get(marker);
  if (wanted === undefined || wanted === value) return line;
  return `${before}${quote}${wanted}${quote}${comment}`;
}

function isBelow(path: string, folder: string): boolean {
  const parts = folder.split("/").filter((part) => part !== "" && part !== ".");
  return parts.length === 0 || path.startsWith(`${parts.join("/")}/`);
}
