import type { FieldError } from "../../../model/api-error.ts";
import { invalid, required } from "../../../model/findings.ts";
import { isObject } from "../../../schema/is-object.ts";
import { all, type Check, fields, given, items, list, oneOf, within } from "../check.ts";
import { internalValue } from "../internal-value.ts";

const userId = given(within(0, 2147483647));

const seccomp: Check = given((value, at) => {
  const { type, localhostProfile } = value as { type?: string; localhostProfile?: string };
  const place = `${at}.localhostProfile`;
  if (type === "Localhost")
    return localhostProfile ? [] : [required(place, "must be set when seccomp type is Localhost")];
  const found = oneOf("Localhost", "RuntimeDefault", "Unconfined")(type, `${at}.type`);
  if (localhostProfile === undefined) return found;
  return [
    invalid(place, localhostProfile, "can only be set when seccomp type is Localhost"),
    ...found,
  ];
});

/** Whether privileged containers are let in is a flag of the server's; here they are. */
export const containerSecurity: Check = all(
  fields({
    runAsUser: userId,
    runAsGroup: userId,
    procMount: given(oneOf("Default", "Unmasked")),
    seccompProfile: seccomp,
  }),
  escalation,
);

function escalation(value: unknown, at: string): FieldError[] {
  const context = isObject(value) ? value : {};
  if (context.allowPrivilegeEscalation !== false) return [];
  const printed = () => internalValue("core.SecurityContext", context);
  const told = "cannot set `allowPrivilegeEscalation` to false and";
  const { capabilities } = context as { capabilities?: { add?: unknown } };
  return [
    ...(context.privileged === true
      ? [invalid(at, printed(), `${told} \`privileged\` to true`)]
      : []),
    ...(list(capabilities?.add).includes("CAP_SYS_ADMIN")
      ? [invalid(at, printed(), `${told} \`capabilities.Add\` CAP_SYS_ADMIN`)]
      : []),
  ];
}

const sysctlName = /^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$/;
const sysctlPattern = "^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$";

const sysctl: Check = (value, at) => {
  const { name = "" } = value as { name?: string };
  if (name === "") return [required(`${at}.name`)];
  if (sysctlName.test(name) && name.length <= 253) return [];
  return [
    invalid(
      `${at}.name`,
      name,
      `must have at most 253 characters and match regex ${sysctlPattern}`,
    ),
  ];
};

/** What all containers of a Pod share of the host and of their identity. */
export const podSecurity: Check = (spec, at) => {
  const { securityContext, shareProcessNamespace, hostPID } = spec as Record<string, unknown>;
  const place = `${at}.securityContext`;
  const shared = shareProcessNamespace === true && hostPID === true;
  return [
    ...fields({
      runAsUser: userId,
      runAsGroup: userId,
      fsGroup: userId,
      supplementalGroups: items(userId),
    })(securityContext, place),
    ...(shared
      ? [
          invalid(
            `${place}.shareProcessNamespace`,
            true,
            "ShareProcessNamespace and HostPID cannot both be enabled",
          ),
        ]
      : []),
    ...fields({
      sysctls: items(sysctl),
      fsGroupChangePolicy: given(oneOf("Always", "OnRootMismatch")),
      seccompProfile: seccomp,
    })(securityContext, place),
  ];
};
