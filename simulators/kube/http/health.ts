import { wholeAnswer } from "../../support/whole-answer.ts";

/** Names that `?verbose` lists; each also answers by itself, `/livez/ping`. */
const checks = ["ping", "log", "etcd", "poststarthook/crd-informer-synced"];
/** Only readiness has these. */
const readinessChecks = ["informer-sync", "shutdown"];

/** Answers `/livez`, `/readyz`, `/healthz` and what is below them; undefined for other paths. */
export function answerHealth(pathname: string, query: URLSearchParams): Response | undefined {
  const [, root = "", rest = ""] = /^\/(livez|readyz|healthz)(?:\/(.*))?$/.exec(pathname) ?? [];
  if (root === "") return undefined;
  const all = root === "readyz" ? [...checks, ...readinessChecks] : checks;
  if (rest !== "") {
    return all.includes(rest) ? plain("ok") : plain("404 page not found\n", 404);
  }
  const excluded = query.getAll("exclude");
  if (!query.has("verbose")) return plain("ok");
  const lines = all.map((name) =>
    excluded.includes(name) ? `[+]${name} excluded: ok` : `[+]${name} ok`,
  );
  return plain(`${lines.join("\n")}\n${root} check passed\n`);
}

export function plain(text: string, status = 200): Response {
  return wholeAnswer(text, {
    status,
    headers: {
      "content-type": "text/plain; charset=utf-8",
      "x-content-type-options": "nosniff",
    },
  });
}
