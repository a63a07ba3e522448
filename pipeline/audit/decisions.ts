import type {Json} from "../../src/core/schema/artifacts.js";

/** The stages of a model version: at most one version of a model is its champion. */
export const stages = ["candidate", "challenger", "champion", "retired"] as const;

/** The stage of a model version. */
export type Stage = (typeof stages)[number];

/** A version of a model: a model file, and the stage it is in. */
export interface ModelVersion {
  /** The name of the model; e.g., `isolation-forest`. */
  name: string;
  /** Counts the files of that name, from 1. */
  version: number;
  /** The digest of the file. */
  sha256: string;
  /** The run that made it first. */
  firstRun: string;
  stage: Stage;
  /** The reason, author and time (milliseconds since 1970) of its promotion; null if it never was promoted. */
  reason: string | null;
  promotedBy: string | null;
  promotedAt: number | null;
}

/** A change of the stage of a model version. */
export interface Promotion {
  name: string;
  version: number;
  stage: Stage;
  reason: string;
  promotedBy: string;
  promotedAt: Date;
}

/** The registry of model versions and their stages. */
export interface Registry {
  /** Returns the versions of all models, by name, newest first. */
  modelVersions(): Promise<ModelVersion[]>;

  /**
   * Puts a model version into a stage; a champion of the same name is retired with it. Rejects if there
   * is no such version, or it is in that stage already.
   */
  promote(promotion: Promotion): Promise<void>;

  /** Returns the promotions, oldest first. */
  promotions(): Promise<Promotion[]>;
}

/** The key of an event: a line, counted from 1, of the file with a digest; or an identity of its own. */
export type EventKey = {fileSha256: string; line: number} | {eventId: string};

/** The verdict of an analyst on an event. */
export type Verdict = EventKey & {
  /** True positive, false positive, or unsure. */
  verdict: "true" | "false" | "unsure";
  /** The reason; may be empty. */
  note: string;
  by: string;
  at: Date;
};

/** The verdicts of analysts. */
export interface Verdicts {
  /** Adds *verdicts*, all or none, and returns how many were new: the same one is not added twice. */
  recordVerdicts(verdicts: readonly Verdict[]): Promise<number>;

  /** Returns the last verdict on each event, in the order of their times. */
  verdicts(): Promise<Verdict[]>;
}

/** A suppression as an analyst made it: its name, its time, and its complete content. */
export interface StoredSuppression {
  name: string;
  madeAt: Date;
  body: {[field: string]: Json};
}

/** The suppressions of analysts. */
export interface Suppressions {
  /** Adds *suppressions* in the name of *by*, all or none, and returns how many were new. */
  recordSuppressions(suppressions: readonly StoredSuppression[], by: string): Promise<number>;

  /** Returns the suppressions, of two with one name the later one, oldest first. */
  suppressions(): Promise<StoredSuppression[]>;
}

/** A removal. */
export interface Action {
  /** The command; e.g., `gc`. */
  kind: string;
  /** The removed objects, and the reasons. */
  details: {[name: string]: Json};
  actedBy: string;
  actedAt: Date;
}

/** The removals. */
export interface Actions {
  recordAction(action: Action): Promise<void>;

  /** Returns the actions, oldest first. */
  actions(): Promise<Action[]>;
}
