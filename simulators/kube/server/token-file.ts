import type { User } from "../model/access.ts";
import { FlagError } from "./flags.ts";

/**
 * Users by bearer token from `--token-auth-file`: lines of `token,name,uid,"group,group"`.
 * @throws FlagError naming file and line; never the token.
 */
export function parseTokenFile(text: string, file: string): Map<string, User> {
  const users = new Map<string, User>();
  for (const [index, line] of text.split("\n").entries()) {
    if (line.trim() === "" || line.startsWith("#")) continue;
    const [token = "", name = "", uid = "", groups = ""] = fieldsOf(line);
    if (token === "" || name === "") {
      throw new FlagError(
        `--token-auth-file ${file}: line ${index + 1}: expected token,user,uid[,"group,…"]`,
      );
    }
    users.set(token, {
      name,
      ...(uid && { uid }),
      groups: groups.split(",").filter((group) => group !== ""),
    });
  }
  return users;
}

/** Fields of one line of CSV; quotes are doubled inside quotes. */
function fieldsOf(line: string): string[] {
  const fields: string[] = [];
  for (const [, quoted, plain] of line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)) {
    fields.push(quoted === undefined ? (plain ?? "").trim() : quoted.replaceAll('""', '"'));
  }
  return fields;
}
