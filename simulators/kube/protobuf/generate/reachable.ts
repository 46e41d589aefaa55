import protobuf from "protobufjs";

/** The types named and all that their fields lead to, in order of their names. */
export function reachable(root: protobuf.Root, names: string[]): protobuf.Type[] {
  const found = new Set<protobuf.Type>();
  const queue = names.map((name) => root.lookupType(name));
  for (let type = queue.pop(); type; type = queue.pop()) {
    if (found.has(type)) continue;
    found.add(type);
    for (const { resolvedType } of type.fieldsArray) {
      if (resolvedType instanceof protobuf.Type) queue.push(resolvedType);
    }
  }
  return [...found].sort((a, b) => (a.fullName < b.fullName ? -1 : 1));
}
