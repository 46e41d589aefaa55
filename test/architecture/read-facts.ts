import {
  isAsExpression,
  isCallExpression,
  isExportDeclaration,
  isIdentifier,
  isImportDeclaration,
  isImportSpecifier,
  isImportTypeNode,
  isLiteralTypeNode,
  isNewExpression,
  isNonNullExpression,
  isPropertyAccessExpression,
  isStringLiteral,
  type Node,
  type SourceFile,
  SyntaxKind,
} from "typescript/unstable/ast";
import { API } from "typescript/unstable/sync";

/** What rules are about, read from a file's syntax; comments and strings are no part of it. */
export interface Facts {
  /** Module names of imports, of types too, as they are written. */
  imports: string[];
  /** Every name used, `Date.now` for a member of a name; `new Date` for one without arguments. */
  names: Set<string>;
  /** `as any`, `!`: where a type is taken on trust. */
  escapes: string[];
}

const options = { allowJs: true, noResolve: true, noLib: true, types: [], module: "nodenext" };

/** A running TypeScript, to be closed after use. */
export interface FactReader extends Disposable {
  /** Facts of source files, given as text by path. */
  read(files: Readonly<Record<string, string>>): Map<string, Facts>;
}

export function startFactReader(): FactReader {
  const texts = new Map<string, string>();
  const api = new API({
    cwd: "/",
    // There are no other files than these.
    fs: {
      readFile: (path) => texts.get(path) ?? null,
      fileExists: (path) => texts.has(path),
      directoryExists: (path) => [...texts.keys()].some((file) => file.startsWith(`${path}/`)),
      getAccessibleEntries: () => ({ files: [], directories: [] }),
      realpath: (path) => path,
    },
  });
  let projects = 0;
  return {
    read(files) {
      projects += 1;
      const root = `/project-${projects}/`;
      const paths = Object.keys(files);
      for (const path of paths) texts.set(root + path, files[path] ?? "");
      const config = `${root}tsconfig.json`;
      texts.set(config, JSON.stringify({ compilerOptions: options, files: paths }));
      using snapshot = api.updateSnapshot({ openProjects: [config] });
      const project = snapshot
        .getProjects()
        .find(({ configFileName }) => configFileName === config);
      const factsOf = (path: string): [string, Facts] => {
        const file = project?.program.getSourceFile(root + path);
        if (!file) throw new Error(`${path}: TypeScript did not parse it`);
        return [path, collect(file)];
      };
      return new Map(paths.map(factsOf));
    },
    [Symbol.dispose]: () => api.close(),
  };
}

function collect(file: SourceFile): Facts {
  const facts: Facts = { imports: [], names: new Set(), escapes: [] };
  visit(file);
  return facts;

  function visit(node: Node): void {
    const module = moduleOf(node);
    if (module !== undefined) facts.imports.push(module);
    if (isImportSpecifier(node)) facts.names.add((node.propertyName ?? node.name).text);
    if (isIdentifier(node)) facts.names.add(node.text);
    if (isPropertyAccessExpression(node) && isIdentifier(node.expression)) {
      facts.names.add(`${node.expression.text}.${node.name.text}`);
    }
    if (isNewExpression(node) && isIdentifier(node.expression) && !node.arguments?.length) {
      facts.names.add(`new ${node.expression.text}`);
    }
    if (isNonNullExpression(node)) facts.escapes.push("!");
    if (node.kind === SyntaxKind.AnyKeyword) {
      facts.escapes.push(isAsExpression(node.parent) ? "as any" : "any");
    }
    node.forEachChild(visit);
  }
}

function moduleOf(node: Node): string | undefined {
  const given =
    isImportDeclaration(node) || isExportDeclaration(node)
      ? node.moduleSpecifier
      : isCallExpression(node) && node.expression.kind === SyntaxKind.ImportKeyword
        ? node.arguments[0]
        : isImportTypeNode(node) && isLiteralTypeNode(node.argument)
          ? node.argument.literal
          : undefined;
  return given && isStringLiteral(given) ? given.text : undefined;
}
