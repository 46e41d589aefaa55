import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { catalogue, everyScenario } from "../scenarios/index.ts";
import { acceptsCommand } from "./accepts-command.ts";

const root = join(import.meta.dirname, "..");
const pages = [
  "README.md",
  ...readdirSync(join(root, "docs"))
    .filter(isMarkdown)
    .map((name) => `docs/${name}`),
];
const scripts = Object.keys(JSON.parse(read("package.json")).scripts);

/** What the documents tell people to type and to open is there. */
describe.each(pages)("%s", (page) => {
  const text = read(page);

  test("names commands that the command line takes", async () => {
    for (const [, line = ""] of text.matchAll(/npx fluxproof ([^&|;)#`\n]+)/g)) {
      const accepted = await acceptsCommand(words(line)).catch((error: Error) => error.message);
      expect(accepted, line).toBe(true);
    }
  });

  test("names scripts that the package has", () => {
    const named = [...text.matchAll(/npm run (?:-s )?([a-z][\w:-]*)/g)].map(
      ([, script = ""]) => script,
    );
    expect(named.filter((script) => !scripts.includes(script))).toEqual([]);
  });

  test("links to files that are there", () => {
    const links = [...text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map(([, link = ""]) => link);
    const own = links.filter((link) => !/^[a-z]+:/.test(link));
    expect(own.filter((link) => !existsSync(join(root, page, "..", link)))).toEqual([]);
  });

  test("names scenarios that the catalogue has", () => {
    const groups = [...new Set(everyScenario.map(({ name }) => name.split("/", 1)[0]))].join("|");
    const named = [...text.matchAll(new RegExp(`[\` ]((?:${groups})/[a-z][a-z-]+)[\`\\s]`, "g"))];
    const names = everyScenario.map(({ name }) => name);
    expect(named.map(([, name = ""]) => name).filter((name) => !names.includes(name))).toEqual([]);
  });
});

test("docs/scenarios.md lists the catalogue and the soaks, whole and in their order", () => {
  const rows = [...read("docs/scenarios.md").matchAll(/^\| `([^`]+)` \|/gm)].map(
    ([, name]) => name,
  );
  expect(rows).toEqual(everyScenario.map(({ name }) => name));
});

test("README.md counts the catalogue", () => {
  expect(read("README.md")).toContain(`There are ${catalogue.length}, `);
});

function read(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

function isMarkdown(name: string): boolean {
  return name.endsWith(".md");
}

/** As a shell would part them. */
function words(line: string): string[] {
  return (line.match(/'[^']*'|"[^"]*"|\S+/g) ?? []).map((word) =>
    word.replace(/^(['"])(.*)\1$/, "$2"),
  );
}
