import { ownMain, type PartRecipe } from "../../../harness/subjects/recipe.ts";

/** The plugins that the configuration which kubeadm writes names, and no other. */
const plugins = [
  "cache",
  "errors",
  "forward",
  "health",
  "kubernetes",
  "loadbalance",
  "loop",
  "ready",
  "reload",
];

/** The DNS server of the version that kubeadm 1.34 expects; with all its plugins it takes minutes more to compile. */
export const corednsRecipe: PartRecipe = {
  name: "coredns",
  version: "1.12.1",
  module: "github.com/coredns/coredns",
  packages: { coredns: ownMain },
  main: [
    "package main",
    "",
    "import (",
    '\t"github.com/coredns/coredns/coremain"',
    ...["metrics", ...plugins].map((name) => `\t_ "github.com/coredns/coredns/plugin/${name}"`),
    ")",
    "",
    "func main() { coremain.Run() }",
    "",
  ].join("\n"),
  ldflags: "-s -w",
  crds: false,
};
