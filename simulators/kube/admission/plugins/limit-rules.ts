import { type Amount, milli, printAmount } from "../quotas/amount.ts";
import { type ResourceList, readList } from "../quotas/resource-list.ts";

/** One of a LimitRange's `spec.limits`. */
export interface Limits {
  type: string;
  min?: object;
  max?: object;
  default?: object;
  defaultRequest?: object;
  maxLimitRequestRatio?: object;
}

/** What is asked for; a claim has no limits. */
interface Wanted {
  requests: ResourceList;
  limits?: ResourceList;
}

/** What is wrong with what is asked for, in the words of the real server. */
export function limitProblems(limit: Limits, wanted: Wanted): string[] {
  const { requests, limits } = wanted;
  const each = (
    list: object | undefined,
    judge: (
      said: Said,
      request: Amount | undefined,
      most: Amount | undefined,
    ) => string | undefined,
  ) =>
    [...readList(list)].flatMap(([name, bound]) => {
      const said = { what: `${name} usage per ${limit.type}`, name, type: limit.type, bound };
      return judge(said, requests.get(name), limits?.get(name)) ?? [];
    });
  return [
    ...each(limit.min, tooLittle),
    ...each(limit.max, limits ? tooMuch : tooMuchAsked),
    ...(limits ? each(limit.maxLimitRequestRatio, tooFar) : []),
  ];
}

interface Said {
  what: string;
  name: string;
  type: string;
  bound: Amount;
}

function tooLittle({ what, bound }: Said, request?: Amount, most?: Amount): string | undefined {
  const said = `minimum ${what} is ${printAmount(bound)}`;
  if (!request) return `${said}.  No request is specified`;
  if (milli(request) < milli(bound)) return `${said}, but request is ${printAmount(request)}`;
  if (most && milli(most) < milli(bound)) return `${said}, but limit is ${printAmount(most)}`;
  return undefined;
}

function tooMuch({ what, bound }: Said, request?: Amount, most?: Amount): string | undefined {
  const said = `maximum ${what} is ${printAmount(bound)}`;
  if (!most) return `${said}.  No limit is specified`;
  if (milli(most) > milli(bound)) return `${said}, but limit is ${printAmount(most)}`;
  if (request && milli(request) > milli(bound))
    return `${said}, but request is ${printAmount(request)}`;
  return undefined;
}

function tooMuchAsked({ what, bound }: Said, request?: Amount): string | undefined {
  const said = `maximum ${what} is ${printAmount(bound)}`;
  if (!request) return `${said}.  No request is specified`;
  if (milli(request) > milli(bound)) return `${said}, but request is ${printAmount(request)}`;
  return undefined;
}

function tooFar({ name, type, bound }: Said, request?: Amount, most?: Amount): string | undefined {
  const said = `${name} max limit to request ratio per ${type} is ${printAmount(bound)}`;
  const none = (what: string) => `${said}, but no ${what} is specified or ${what} is 0`;
  if (!request || milli(request) === 0n) return none("request");
  if (!most || milli(most) === 0n) return none("limit");
  const ratio = Number(milli(most)) / Number(milli(request));
  if (ratio * 1000 <= Number(milli(bound))) return undefined;
  return `${said}, but provided ratio is ${ratio.toFixed(6)}`;
}
