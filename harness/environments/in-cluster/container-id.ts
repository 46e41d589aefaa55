/** A container's id, without the scheme of its runtime: `containerd://`. */
export function bareId(containerId: string): string {
  return containerId.replace(/^.*:\/\//, "");
}
