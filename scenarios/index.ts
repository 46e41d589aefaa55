import type { Scenario } from "../harness/index.ts";
import convergesAfterCommit from "./apply/converges-after-commit.ts";
import deniedByRbac from "./apply/denied-by-rbac.ts";
import dependsOnOrders from "./apply/depends-on-orders.ts";
import handsOverWhatGitIgnores from "./apply/hands-over-what-git-ignores.ts";
import invalidObjectBlocksItsBatch from "./apply/invalid-object-blocks-its-batch.ts";
import newRevisionEndsHealthCheck from "./apply/new-revision-ends-health-check.ts";
import pruneSparesWhatItShould from "./apply/prune-spares-what-it-should.ts";
import recreatesOnlyWhatAsks from "./apply/recreates-only-what-asks.ts";
import substitutesVariables from "./apply/substitutes-variables.ts";
import suspendedPrunesNothing from "./apply/suspended-prunes-nothing.ts";
import unbuildablePrunesNothing from "./apply/unbuildable-prunes-nothing.ts";
import undoesEditsAsAnnotated from "./apply/undoes-edits-as-annotated.ts";
import unhealthyDeployment from "./apply/unhealthy-deployment.ts";
import chartFromRepository from "./helm/chart-from-repository.ts";
import failedUpgrade from "./helm/failed-upgrade.ts";
import keepsFewReleases from "./helm/keeps-few-releases.ts";
import killedMidUpgrade from "./helm/killed-mid-upgrade.ts";
import upgradeFollowsChart from "./helm/upgrade-follows-chart.ts";
import waitsForWorkloads from "./helm/waits-for-workloads.ts";
import sourceControllerOom from "./limits/source-controller-oom.ts";
import alertsTellWhatTheyName from "./notify/alerts-tell-what-they-name.ts";
import eventsReachTheProvider from "./notify/events-reach-the-provider.ts";
import providerOutageLosesOnlyItsOwn from "./notify/provider-outage-loses-only-its-own.ts";
import pushWebhookTriggers from "./notify/push-webhook-triggers.ts";
import receiverStorm from "./notify/receiver-storm.ts";
import receiverTriggers from "./notify/receiver-triggers.ts";
import apiServerLosesWatches from "./operate/api-server-loses-watches.ts";
import apiServerOutage from "./operate/api-server-outage.ts";
import apiServerThrottles from "./operate/api-server-throttles.ts";
import kustomizeControllerMidApply from "./restarts/kustomize-controller-mid-apply.ts";
import sourceControllerLosesStorage from "./restarts/source-controller-loses-storage.ts";
import announcedCommits from "./scale/announced-commits.ts";
import failingBesideHealthy from "./scale/failing-beside-healthy.ts";
import dependsAcrossShards from "./shards/depends-across-shards.ts";
import objectChangesShard from "./shards/object-changes-shard.ts";
import sourceControllerHangs from "./shards/source-controller-hangs.ts";
import twoShards from "./shards/two-shards.ts";
import memoryLevelsOff from "./soak/memory-levels-off.ts";
import bucketOutage from "./sources/bucket-outage.ts";
import credentialRotation from "./sources/credential-rotation.ts";
import forcePush from "./sources/force-push.ts";
import largeHelmIndex from "./sources/large-helm-index.ts";
import largeRepository from "./sources/large-repository.ts";
import ociCredentials from "./sources/oci-credentials.ts";
import ociTagMoves from "./sources/oci-tag-moves.ts";
import protectedBranchRefusesForcePush from "./sources/protected-branch-refuses-force-push.ts";
import rateLimitedHost from "./sources/rate-limited-host.ts";
import timeoutInTransfer from "./sources/timeout-in-transfer.ts";
import timeoutInUnpacking from "./sources/timeout-in-unpacking.ts";

/** What runs where nothing is named. */
export const catalogue: readonly Scenario[] = [
  convergesAfterCommit,
  dependsOnOrders,
  deniedByRbac,
  unhealthyDeployment,
  newRevisionEndsHealthCheck,
  invalidObjectBlocksItsBatch,
  unbuildablePrunesNothing,
  suspendedPrunesNothing,
  pruneSparesWhatItShould,
  undoesEditsAsAnnotated,
  handsOverWhatGitIgnores,
  recreatesOnlyWhatAsks,
  substitutesVariables,
  forcePush,
  protectedBranchRefusesForcePush,
  rateLimitedHost,
  credentialRotation,
  ociTagMoves,
  ociCredentials,
  bucketOutage,
  largeRepository,
  largeHelmIndex,
  timeoutInTransfer,
  timeoutInUnpacking,
  sourceControllerOom,
  upgradeFollowsChart,
  chartFromRepository,
  waitsForWorkloads,
  failedUpgrade,
  killedMidUpgrade,
  keepsFewReleases,
  eventsReachTheProvider,
  alertsTellWhatTheyName,
  providerOutageLosesOnlyItsOwn,
  receiverStorm,
  receiverTriggers,
  pushWebhookTriggers,
  apiServerThrottles,
  apiServerLosesWatches,
  apiServerOutage,
  kustomizeControllerMidApply,
  sourceControllerLosesStorage,
  twoShards,
  dependsAcrossShards,
  sourceControllerHangs,
  objectChangesShard,
  announcedCommits,
  failingBesideHealthy,
];

/** Those that must go on for long to show anything: they run where they are named. */
export const soaks: readonly Scenario[] = [memoryLevelsOff];

export const everyScenario: readonly Scenario[] = [...catalogue, ...soaks];
