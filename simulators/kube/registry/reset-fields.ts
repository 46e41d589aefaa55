import type { Target } from "./call.ts";

/** What an endpoint takes back of every write, so that nobody comes to own it there. */
export function resetFields({ definition, version, subresource }: Target): string[][] {
  if (subresource === "status") {
    return definition.custom ? [["metadata"], ["spec"]] : [["spec"]];
  }
  return version.subresources.status ? [["status"]] : [];
}
