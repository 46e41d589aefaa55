import type { Environment } from "@marcbachmann/cel-js";
import type { User } from "../../model/access.ts";

/** Asks what a user may do. */
export type Ask = (
  about: Question,
  verb: string,
  user: User,
) => { allowed: boolean; reason: string };

/** What is asked about; users may be changed to a service account. */
export interface Question {
  path?: string;
  group?: string;
  resource?: string;
  subresource?: string;
  namespace?: string;
  name?: string;
}

/** The variable `authorizer`. */
export class Authorizer {
  readonly ask: Ask;
  readonly user: User;
  readonly requestResource: ResourceCheck;

  constructor(ask: Ask, user: User, requested: Question) {
    this.ask = ask;
    this.user = user;
    this.requestResource = new ResourceCheck(ask, user, requested);
  }
}

class Check {
  readonly ask: Ask;
  readonly user: User;
  readonly about: Question;

  constructor(ask: Ask, user: User, about: Question) {
    this.ask = ask;
    this.user = user;
    this.about = about;
  }

  check(verb: string): Decision {
    return new Decision(this.ask(this.about, verb, this.user));
  }
}

class PathCheck extends Check {}
class GroupCheck extends Check {}
class ResourceCheck extends Check {
  with(more: Question): ResourceCheck {
    return new ResourceCheck(this.ask, this.user, { ...this.about, ...more });
  }
}

class Decision {
  readonly allowed: boolean;
  readonly reason: string;

  constructor({ allowed, reason }: { allowed: boolean; reason: string }) {
    this.allowed = allowed;
    this.reason = reason;
  }
}

/** Teaches an environment the functions of `authorizer`. */
export function registerAuthorizer(environment: Environment): Environment {
  environment.registerType("Decision", Decision);
  environment.registerType("PathCheck", PathCheck);
  environment.registerType("GroupCheck", GroupCheck);
  environment.registerType("ResourceCheck", ResourceCheck);
  environment.registerType("Authorizer", {
    ctor: Authorizer,
    fields: { requestResource: "ResourceCheck" },
  });
  const add = (signature: string, handler: (...args: never[]) => unknown) =>
    environment.registerFunction(signature, handler);
  add("Authorizer.path(string): PathCheck", ({ ask, user }: Authorizer, path: string) => {
    return new PathCheck(ask, user, { path });
  });
  add("Authorizer.group(string): GroupCheck", ({ ask, user }: Authorizer, group: string) => {
    return new GroupCheck(ask, user, { group });
  });
  add(
    "Authorizer.serviceAccount(string, string): Authorizer",
    ({ ask, requestResource }: Authorizer, namespace: string, name: string) =>
      new Authorizer(ask, serviceAccount(namespace, name), requestResource.about),
  );
  add("GroupCheck.resource(string): ResourceCheck", (group: GroupCheck, resource: string) => {
    return new ResourceCheck(group.ask, group.user, { ...group.about, resource });
  });
  for (const key of ["subresource", "namespace", "name"] as const) {
    add(`ResourceCheck.${key}(string): ResourceCheck`, (check: ResourceCheck, value: string) =>
      check.with({ [key]: value }),
    );
  }
  add("PathCheck.check(string): Decision", (check: PathCheck, verb: string) => check.check(verb));
  add("ResourceCheck.check(string): Decision", (check: ResourceCheck, verb: string) =>
    check.check(verb),
  );
  add("Decision.allowed(): bool", ({ allowed }: Decision) => allowed);
  add("Decision.reason(): string", ({ reason }: Decision) => reason);
  add("Decision.errored(): bool", () => false);
  add("Decision.error(): string", () => "");
  return environment;
}

function serviceAccount(namespace: string, name: string): User {
  const group = "system:serviceaccounts";
  return {
    name: `system:serviceaccount:${namespace}:${name}`,
    groups: [group, `${group}:${namespace}`, "system:authenticated"],
  };
}
