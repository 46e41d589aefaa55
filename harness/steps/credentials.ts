import { z } from "zod";
import type { Step } from "../core/scenario.ts";
import { credentialSecret, secretName } from "../scenario/plan.ts";
import { type StepImplementation, stepData } from "./step.ts";

const arguments_ = z.strictObject({ account: z.string() });

type Arguments = z.infer<typeof arguments_>;

/** The account's token stops working: the Git host answers it 401 from now on. */
export function expireCredential(options: Arguments): Step {
  return stepData("expire-credential", options);
}

export const expireCredentialStep: StepImplementation<Arguments> = {
  arguments: arguments_,
  async run({ context, with: { account } }) {
    await context.slot.gitHost.expireCredential(account);
  },
};

/** A new token at the Git host, written into the Secret that the GitRepositories read. */
export function rotateCredential(options: Arguments): Step {
  return stepData("rotate-credential", options);
}

export const rotateCredentialStep: StepImplementation<Arguments> = {
  arguments: arguments_,
  async run({ context, with: { account } }) {
    const { plan, slot, recorder } = context;
    await slot.gitHost.rotateCredential(account);
    await slot.cluster.patch(
      credentialSecret({ plan, account, credentials: slot.gitHost.credentials(account) }),
    );
    recorder.record({
      type: "kube.write",
      verb: "patch",
      what: "credentials",
      kind: "Secret",
      namespace: plan.namespace,
      name: secretName(account),
    });
  },
};
