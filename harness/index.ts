/** What scenarios and users import. */
export { answersStorm } from "./checkers/answers-storm.ts";
export { appliesAfter } from "./checkers/applies-after.ts";
export { artifactServedBy } from "./checkers/artifact-served-by.ts";
export { changesArrive } from "./checkers/changes-arrive.ts";
export { type CheckerImplementation, entriesOf, fail, pass, unknown } from "./checkers/checker.ts";
export { controllersStayUp } from "./checkers/controllers-stay-up.ts";
export { deadlineHolds } from "./checkers/deadline.ts";
export { finishesApply } from "./checkers/finishes-apply.ts";
export { backsOff, gitRequestsStayUnder } from "./checkers/git-requests.ts";
export { holdsInTurn } from "./checkers/holds-in-turn.ts";
export { keepsArtifact } from "./checkers/keeps-artifact.ts";
export { leavesAlone } from "./checkers/leaves-alone.ts";
export { isKilledAndRestarted, memoryStaysUnder } from "./checkers/memory.ts";
export { memoryLevelsOff } from "./checkers/memory-growth.ts";
export { occurs } from "./checkers/occurs.ts";
export { prunesNothing, prunesWhatCommitsDrop } from "./checkers/prunes.ts";
export { rebuildsArtifact } from "./checkers/rebuilds-artifact.ts";
export { recovers } from "./checkers/recovers.ts";
export { registerChecker } from "./checkers/registry.ts";
export { shardsServeTheirOwn } from "./checkers/shards.ts";
export { shows } from "./checkers/shows.ts";
export { showsFor } from "./checkers/shows-for.ts";
export { spares } from "./checkers/spares.ts";
export { tellsNobody } from "./checkers/tells-nobody.ts";
export type { HistoryEntry, ObjectState, Observation } from "./core/history.ts";
export type { Check, Scenario, Step } from "./core/scenario.ts";
export { alertObjects } from "./scenario/alert-objects.ts";
export { bucketSource, ociRepository, registrySecret } from "./scenario/artifact-objects.ts";
export {
  chartFiles,
  chartRepository,
  helmRelease,
  helmRepository,
} from "./scenario/helm-objects.ts";
export { configMap, deployment, kustomization, yamlOf } from "./scenario/objects.ts";
export { namespacePattern } from "./scenario/place-object.ts";
export {
  bucketHost,
  madeToken,
  registryHost,
  registryLogin,
  sinkToken,
  sinkUrl,
} from "./scenario/placeholders.ts";
export { type ReceiverOptions, receiverObjects } from "./scenario/receiver-objects.ts";
export { type ScenarioInput, scenario } from "./scenario/scenario.ts";
export { addWebhook } from "./steps/add-webhook.ts";
export { pushArtifact, putObjects } from "./steps/artifacts.ts";
export { commit } from "./steps/commit.ts";
export {
  freezeController,
  killController,
  scaleController,
  thawController,
} from "./steps/controllers.ts";
export { converge } from "./steps/converge.ts";
export { expireCredential, rotateCredential } from "./steps/credentials.ts";
export { during } from "./steps/during.ts";
export { apiServer, buckets, gitHost, registry, sink } from "./steps/faults.ts";
export { forcePush } from "./steps/force-push.ts";
export { parallel } from "./steps/parallel.ts";
export { protectBranch } from "./steps/protect-branch.ts";
export { registerStep } from "./steps/registry.ts";
export { expireRegistryLogin, rotateRegistryLogin } from "./steps/registry-login.ts";
export { repeat } from "./steps/repeat.ts";
export { requestReconcile } from "./steps/request-reconcile.ts";
export { sendHook } from "./steps/send-hook.ts";
export {
  type DriveContext,
  type StepCall,
  type StepImplementation,
  StepTimeout,
} from "./steps/step.ts";
export { storm } from "./steps/storm.ts";
export { resume, suspend } from "./steps/suspend.ts";
export { until } from "./steps/until.ts";
export { untilApplied } from "./steps/until-applied.ts";
export { untilOccurs, untilReconciled } from "./steps/until-occurs.ts";
export { wait } from "./steps/wait.ts";
export { applyObject, deleteObject, patchObject } from "./steps/write-objects.ts";
