import { createHash } from "node:crypto";
import { stringify } from "yaml";
import type { ChartIndexSpec, ChartPadding } from "../../harness/core/artifact-hosts.ts";

/**
 * The index of a chart repository as `helm repo index` writes it: YAML in blocks, fields and charts in the order of
 * their names. The same text for the same index.
 */
export function renderChartIndex({ entries, padding }: ChartIndexSpec): string {
  const own = Object.entries(entries).map(([name, versions]) => [name, versions] as const);
  const charts = [
    ...own.map(([name, versions]) => [name, chartText(name, versions)] as const),
    ...paddingNames(padding).map((name) => [name, paddingText(name, padding)] as const),
  ].sort(([a], [b]) => (a < b ? -1 : 1));
  const body = charts.map(([, text]) => text).join("");
  return `apiVersion: v1\nentries:\n${body}generated: "2026-01-01T00:00:00Z"\n`;
}

function chartText(name: string, versions: ChartIndexSpec["entries"][string]): string {
  const sorted = versions.map((version) =>
    Object.fromEntries(Object.entries(version).sort(([a], [b]) => (a < b ? -1 : 1))),
  );
  const text = stringify({ [name]: sorted }, { lineWidth: 0, indentSeq: false });
  return text.replace(/^(?=.)/gm, "  ");
}

function paddingNames({ charts }: ChartPadding): string[] {
  return Array.from({ length: charts }, (_, index) => `padding-${String(index).padStart(5, "0")}`);
}

function paddingText(name: string, { versions }: ChartPadding): string {
  // One for each version would be most of the work; they differ, and nobody compares them with an archive.
  const digest = createHash("sha256").update(name).digest("hex");
  const all = Array.from({ length: versions }, (_, index) =>
    versionText(name, versions - index, digest),
  );
  return `  ${name}:\n${all.join("")}`;
}

/** Some 1.2 kB, with the fields that entries of public repositories have. */
function versionText(name: string, number: number, digest: string): string {
  const version = `${Math.floor(number / 10) + 1}.${number % 10}.0`;
  const at = `https://charts.example.com/${name}`;
  const day = String((number % 28) + 1).padStart(2, "0");
  return `  - annotations:
      category: Infrastructure
      images: |
        - name: ${name}
          image: registry.example.com/${name}:${version}-r${number}
        - name: ${name}-exporter
          image: registry.example.com/${name}-exporter:${version}-r${number}
      licenses: Apache-2.0
    apiVersion: v2
    appVersion: ${version}
    created: "2025-03-${day}T08:30:00.123456789Z"
    dependencies:
    - name: common
      repository: https://charts.example.com/common
      version: 2.x.x
    description: Stands for ${name}, which nobody asks for and everybody who reads the index reads along.
    digest: ${digest.slice(8)}${String(number).padStart(8, "0")}
    home: ${at}
    icon: ${at}/icon.png
    keywords:
    - padding
    - ${name}
    maintainers:
    - name: The maintainers of ${name}
      url: ${at}/maintainers
    name: ${name}
    sources:
    - ${at}/source
    type: application
    urls:
    - ${at}/${name}-${version}.tgz
    version: ${version}
`;
}
