import type {Reporter} from "../../../pipeline/artifacts/context.js";
import type {PhaseResult} from "../../../pipeline/artifacts/phase-result.js";
import type {SigningAudit} from "../../../pipeline/proof/attest.js";
import type {FlowEffects} from "../../../pipeline/run/flow.js";
import type {Json, Phase} from "../../../src/core/schema/artifacts.js";
import {digest, manifestOf} from "../audit/contract.js";

/** A reporter that says nothing. */
export const silent: Reporter = {begin() {}, progress() {}, end() {}, warn() {}};

/** The key of each phase’s artifact. */
export const keys: Record<Phase, string> = {
  ingestion: digest("1"),
  transformation: digest("2"),
  training: digest("3"),
  evaluation: digest("4")
};

/** Returns what *phase* of seven rows gives, with *facts* in its manifest. */
export function resultOf(phase: Phase, facts: {[name: string]: Json} = {}): PhaseResult {
  const manifest = manifestOf(phase, keys[phase], {facts, rows: 7});
  return {manifest, reused: false, seconds: 1, rowsIn: 7, rowsOut: 7, rejected: 0};
}

/** Two metrics of a run. */
export const metrics = [
  {model: "isolation-forest", window: "all", name: "alerts", value: 3},
  {model: "isolation-forest", window: "test", name: "auroc", value: 0.5}
];

const verdictOfAna = {
  verdict: "true" as const,
  ...{note: "a scan", by: "ana", at: new Date(0)}
};

/** Returns effects that do nothing but write down, in *log*, what they are asked to do. */
export function loggedEffects(
  log: string[],
  phases: Partial<FlowEffects["phases"]> = {}
): FlowEffects {
  const audit: SigningAudit = {
    location: "log",
    async beginRun({run}) {
      log.push(`begin ${run}`);
    },
    async recordPhase({phase}) {
      log.push(`record ${phase}`);
    },
    findArtifacts: async () => new Map(),
    newestSigned: async () => undefined,
    recordPartitions: async () => {},
    async recordInputs(_, manifests) {
      log.push(`inputs ${manifests.map(({phase}) => phase)}`);
    },
    async recordModels(_, models) {
      log.push(`models ${models.map(({name}) => name)}`);
    },
    async recordMetrics(_, metrics) {
      log.push(`metrics ${metrics.map(({window, name, value}) => `${window} ${name} ${value}`)}`);
    },
    async finishRun(_, status, __, error) {
      log.push(`finish ${[status, error].filter(Boolean).join(": ")}`);
    },
    runs: async () => [],
    auditHead: async () => ({count: 0, digest: digest("0")}),
    verdicts: async () => [{fileSha256: digest("7"), line: 4, ...verdictOfAna}, {eventId: "of another log", ...verdictOfAna}], // prettier-ignore
    async recordAction({kind}) {
      log.push(`action ${kind}`);
    },
    async close() {
      log.push("close");
    }
  };
  return {
    now: () => new Date("2026-11-23T13:04:42.123Z"),
    suffix: () => "7f3a",
    openAudit: async () => audit,
    openAttestor: async () => async (finished) => {
      log.push(`attest ${finished.run} ${Object.keys(finished.results)}`);
    },
    openTracking: async () => ({notify() {}, close: async () => {}}),
    phases: {
      checkInput: async () => {},
      readModel: async (path) => ({text: path, sha256: "0".repeat(64)}),
      findTraining: async () => resultOf("training", {models: [{name: "isolation-forest"}]}),
      checkRules: async () => {},
      readRules: async () => ({input: null, problems: []}),
      ingest: async () => resultOf("ingestion", {files: [{name: "a"}]}),
      transform: async () => resultOf("transformation"),
      train: async () => resultOf("training", {models: [{name: "isolation-forest"}]}),
      evaluate: async () => resultOf("evaluation", {summary: {alerts: 3}, metrics}),
      ...phases
    }
  };
}
