/** As Kubernetes writes it: `500m`. */
export function cpuText(cores: number): string {
  return `${Math.round(cores * 1000)}m`;
}

/** As Kubernetes writes it: `96Mi`, rounded up. */
export function memoryText(bytes: number): string {
  return `${Math.ceil(bytes / 2 ** 20)}Mi`;
}
