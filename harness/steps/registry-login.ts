import { z } from "zod";
import type { Step } from "../core/scenario.ts";
import { artifactHostsOf } from "./artifact-hosts-of.ts";
import { type StepImplementation, stepData } from "./step.ts";
import { recordWrite } from "./write-objects.ts";

const nothing = z.strictObject({});

/** The login of the OCI registry stops working: it is answered 401 from now on. */
export function expireRegistryLogin(): Step {
  return stepData("expire-registry-login");
}

export const expireRegistryLoginStep: StepImplementation<z.infer<typeof nothing>> = {
  arguments: nothing,
  async run({ context: { slot } }) {
    artifactHostsOf(slot).registry.expireLogin();
  },
};

const rotateArguments = z.strictObject({
  /** The Secret of the scenario that holds the login. */
  secret: z.string(),
});

type RotateArguments = z.infer<typeof rotateArguments>;

/** A new login at the OCI registry, written into the Secret that OCIRepositories read. */
export function rotateRegistryLogin(options: RotateArguments): Step {
  return stepData("rotate-registry-login", options);
}

export const rotateRegistryLoginStep: StepImplementation<RotateArguments> = {
  arguments: rotateArguments,
  async run({ context, with: { secret } }) {
    const { plan, slot } = context;
    const { registry } = artifactHostsOf(slot);
    registry.rotateLogin();
    const metadata = { name: secret, namespace: plan.namespace };
    const target = { apiVersion: "v1", kind: "Secret", metadata };
    const stringData = { ".dockerconfigjson": registry.login() };
    await slot.cluster.patch({ ...target, stringData });
    recordWrite(context, { verb: "patch", what: "credentials", target });
  },
};
