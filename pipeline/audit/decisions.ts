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
  /** Why it is in that stage, by whom and since when (milliseconds since 1970); null if it never was promoted. */
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

/** Which model is in charge. */
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

/** What names an event: a line, counted from 1, of the file with a digest; or an identity of its own. */
export type EventKey = {fileSha256: string; line: number} | {eventId: string};

/** What a person says of an event. */
export type Verdict = EventKey & {
  /** Whether the alert was true. */
  verdict: "true" | "false" | "unsure";
  /** Why; may be empty. */
  note: string;
  judgedBy: string;
  judgedAt: Date;
};

/** What people say of events. */
export interface Verdicts {
  /** Adds *verdicts*, all or none, and returns how many were new: the same one is not added twice. */
  recordVerdicts(verdicts: readonly Verdict[]): Promise<number>;

  /** Returns the last verdict on each event, in the order in which they were given. */
  verdicts(): Promise<Verdict[]>;
}

/** A suppression as somebody gave it: what it is called, when it was made, and all that it says. */
export interface StoredSuppression {
  name: string;
  madeAt: Date;
  body: {[field: string]: Json};
}

/** What people hide from lists. */
export interface Suppressions {
  /** Adds *suppressions* as given by *by*, all or none, and returns how many were new. */
  recordSuppressions(suppressions: readonly StoredSuppression[], by: string): Promise<number>;

  /** Returns the suppressions, of two with one name the later one, oldest first. */
  suppressions(): Promise<StoredSuppression[]>;
}

/** Something that removed something. */
export interface Action {
  /** What it was; e.g., `gc`. */
  kind: string;
  /** What was removed, and why. */
  details: {[name: string]: Json};
  actedBy: string;
  actedAt: Date;
}

/** What was removed. */
export interface Actions {
  recordAction(action: Action): Promise<void>;

  /** Returns the actions, oldest first. */
  actions(): Promise<Action[]>;
}
