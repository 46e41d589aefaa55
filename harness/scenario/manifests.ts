/** What the folder of one Kustomization holds at one change of its repository. */
export interface FolderContent {
  /** Kustomization name, also that of its folder. */
  kustomization: string;
  namespace: string;
  repository: string;
  /** Number of ConfigMaps. */
  objects: number;
  /** Change number, written into each ConfigMap so that its arrival can be seen. */
  change: number;
}

/** Names of the ConfigMaps that a Kustomization applies. */
export function configMapNames(kustomization: string, objects: number): string[] {
  return Array.from({ length: objects }, (_, index) => `${kustomization}-${index}`);
}

/** Path of the one file in a Kustomization's folder. */
export function manifestPath(kustomization: string): string {
  return `${kustomization}/objects.yaml`;
}

/** The manifests as YAML, one document a ConfigMap. */
export function renderManifests(content: FolderContent): string {
  return configMapNames(content.kustomization, content.objects)
    .map((name) =>
      [
        "apiVersion: v1",
        "kind: ConfigMap",
        "metadata:",
        `  name: ${name}`,
        `  namespace: ${content.namespace}`,
        "data:",
        `  change: "${content.change}"`,
        // Quoted: a repository may be named `123` or `null`.
        `  repository: "${content.repository}"`,
        "",
      ].join("\n"),
    )
    .join("---\n");
}
