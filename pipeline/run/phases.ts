import type {Manifest} from "../../src/core/schema/artifacts.js";
import type {SetAside} from "../../src/core/schema/set-aside.js";
import type {PhaseContext} from "../artifacts/context.js";
import type {PhaseResult} from "../artifacts/phase-result.js";
import type {Audit} from "../audit/audit.js";
import type {RunInput, RunRequest} from "./request.js";
import type {ReadRuleInput} from "../rules/read-rule-input.js";
import type {RuleInput} from "../rules/rule-input.js";
import type {GivenVerdict} from "../evaluation/verdicts.js";
import type {ExternalModel} from "../training/options.js";

/** The four phases, as the flow calls them. */
export interface Phases {
  /** Throws a UsageError if the input cannot be read at all; writes nothing. */
  checkInput(input: RunInput): Promise<void>;
  /** Returns the training that *model* names (a file, a run, a digest), which is frozen; throws a UsageError if there is none. */
  findTraining(
    model: string,
    context: PhaseContext,
    audit: Pick<Audit, "runs">
  ): Promise<PhaseResult>;
  /** Reads the model file at *path*; throws a UsageError if it is invalid, or does not fit the events. */
  readModel(path: string): Promise<ExternalModel>;
  /** Throws a UsageError if one of *folders* is no folder or file of rules. */
  checkRules(folders: readonly string[]): Promise<void>;
  /** Reads the rules of the product, if *own*, and those in *folders*; throws a UsageError if one is not found. */
  readRules(folders: readonly string[], own: boolean): Promise<ReadRuleInput>;
  ingest(input: RunInput, context: PhaseContext): Promise<PhaseResult>;
  transform(
    raw: Manifest,
    context: PhaseContext,
    options?: {setAside?: readonly SetAside[]}
  ): Promise<PhaseResult>;
  train(
    silver: Manifest,
    options: Pick<RunRequest, "trees" | "sampleSize" | "seed" | "trainShare"> & {
      external: ExternalModel | null;
    },
    context: PhaseContext
  ): Promise<PhaseResult>;
  evaluate(
    chain: {raw: Manifest; silver: Manifest; models: Manifest},
    options: Pick<
      RunRequest,
      | "budgetPerDay"
      | "threshold"
      | "detectors"
      | "localNet"
      | "attackLabels"
      | "flowModel"
      | "fast"
    > & {
      verdicts: readonly GivenVerdict[];
      rules: RuleInput | null;
      past: {raw: Manifest; silver: Manifest} | null;
      setAside?: readonly SetAside[];
    },
    context: PhaseContext
  ): Promise<PhaseResult>;
}

/** The phases of the pipeline; each is loaded when it is first called. */
export const defaultPhases: Phases = {
  async checkInput(input) {
    await (await import("../ingestion/ingest.js")).checkInput(input);
  },
  async readModel(path) {
    return (await import("../exchange/external-model.js")).readExternalModel(path);
  },
  async findTraining(model, context, audit) {
    return (await import("../training/find-training.js")).findTraining(model, context, audit);
  },
  async checkRules(folders) {
    if (folders.length === 0) return;
    await (await import("../rules/read-rule-input.js")).checkRuleFolders(folders);
  },
  async readRules(folders, own) {
    return (await import("../rules/read-rule-input.js")).readRuleInput(folders, own);
  },
  async ingest(input, context) {
    return (await import("../ingestion/ingest.js")).ingest(input, context);
  },
  async transform(raw, context, options) {
    return (await import("../transformation/transform.js")).transform(raw, context, options);
  },
  async train(silver, options, context) {
    return (await import("../training/train.js")).train(silver, options, context);
  },
  async evaluate(chain, options, context) {
    return (await import("../evaluation/evaluate.js")).evaluate(chain, options, context);
  }
};
