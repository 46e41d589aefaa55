import { UsageError } from "../core/failure.ts";
import type { Step } from "../core/scenario.ts";
import { explain } from "../scenario/schema.ts";
import { addWebhookStep } from "./add-webhook.ts";
import { pushArtifactStep, putObjectsStep } from "./artifacts.ts";
import { commitStep } from "./commit.ts";
import {
  freezeControllerStep,
  killControllerStep,
  scaleControllerStep,
  thawControllerStep,
} from "./controllers.ts";
import { convergeStep } from "./converge.ts";
import { expireCredentialStep, rotateCredentialStep } from "./credentials.ts";
import { duringStep } from "./during.ts";
import { forcePushStep } from "./force-push.ts";
import { parallelStep, sequenceStep } from "./parallel.ts";
import { protectBranchStep } from "./protect-branch.ts";
import { expireRegistryLoginStep, rotateRegistryLoginStep } from "./registry-login.ts";
import { repeatStep } from "./repeat.ts";
import { requestReconcileStep } from "./request-reconcile.ts";
import { sendHookStep } from "./send-hook.ts";
import type { StepImplementation } from "./step.ts";
import { stormStep } from "./storm.ts";
import { resumeStep, suspendStep } from "./suspend.ts";
import { untilStep } from "./until.ts";
import { untilAppliedStep } from "./until-applied.ts";
import { untilOccursStep } from "./until-occurs.ts";
import { waitStep } from "./wait.ts";
import { applyObjectStep, deleteObjectStep, patchObjectStep } from "./write-objects.ts";

const registered = new Map<string, StepImplementation>();

/** Adds a step of a user's own; its name must be free. */
export function registerStep<Arguments>(
  name: string,
  implementation: StepImplementation<Arguments>,
): void {
  if (registered.has(name)) throw new UsageError(`step ${name} is registered already`);
  registered.set(name, implementation as StepImplementation);
}

registerStep("commit", commitStep);
registerStep("force-push", forcePushStep);
registerStep("protect-branch", protectBranchStep);
registerStep("add-webhook", addWebhookStep);
registerStep("converge", convergeStep);
registerStep("until", untilStep);
registerStep("until-occurs", untilOccursStep);
registerStep("until-applied", untilAppliedStep);
registerStep("wait", waitStep);
registerStep("send-hook", sendHookStep);
registerStep("storm", stormStep);
registerStep("during", duringStep);
registerStep("parallel", parallelStep);
registerStep("sequence", sequenceStep);
registerStep("repeat", repeatStep);
registerStep("request-reconcile", requestReconcileStep);
registerStep("kill-controller", killControllerStep);
registerStep("scale-controller", scaleControllerStep);
registerStep("freeze-controller", freezeControllerStep);
registerStep("thaw-controller", thawControllerStep);
registerStep("patch-object", patchObjectStep);
registerStep("apply-object", applyObjectStep);
registerStep("delete-object", deleteObjectStep);
registerStep("suspend", suspendStep);
registerStep("resume", resumeStep);
registerStep("expire-credential", expireCredentialStep);
registerStep("rotate-credential", rotateCredentialStep);
registerStep("push-artifact", pushArtifactStep);
registerStep("put-objects", putObjectsStep);
registerStep("expire-registry-login", expireRegistryLoginStep);
registerStep("rotate-registry-login", rotateRegistryLoginStep);

/**
 * The implementation of a step and its checked arguments.
 * @throws UsageError for an unknown step or wrong arguments.
 */
export function resolveStep(
  step: Step,
  where: string,
): { implementation: StepImplementation; arguments: unknown } {
  const implementation = registered.get(step.use);
  if (!implementation) {
    throw new UsageError(
      `${where}: unknown step ${JSON.stringify(step.use)}; expected one of: ${[...registered.keys()].join(", ")}`,
    );
  }
  const given = step.with ?? {};
  const parsed = implementation.arguments.safeParse(given);
  if (!parsed.success)
    throw new UsageError(`${where}: step ${step.use}: ${explain(parsed.error, given)}`);
  return { implementation, arguments: parsed.data };
}

/** Checks every step of a drive, inner ones too, before anything is started. */
export function checkSteps(steps: readonly Step[], where: string): void {
  for (const [index, step] of steps.entries()) {
    const place = `${where}[${index}]`;
    resolveStep(step, place);
    checkSteps(step.steps ?? [], `${place}.steps`);
  }
}
