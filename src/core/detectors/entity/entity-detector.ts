import type {Role} from "../../schema/incidents.js";

/** Whether a key was seen before: the two are calibrated apart, since a new key has no record. */
export type Stratum = "new" | "known";

/** The hours that split a log, in whole hours since the epoch, UTC. */
export interface FlowWindow {
  /** The first and the last hour with an event. */
  first: number;
  last: number;

  /** The first hour that is calibrated: before it everything is new. */
  warm: number;

  /** The first hour of the test window. */
  test: number;

  /** For how many hours a key counts as new after it was first seen. */
  newFor: number;

  /** The bytes of a DNS query packet that 95 % of the queries in the training window stay below. */
  dnsQueryBytes: number;

  /** The score that 99.9 % of the flows in the training window do not exceed; null without scores there. */
  usualScore: number | null;
}

/** What is known of a log once its days are summarised. */
export interface EntityWindow extends FlowWindow {
  /** The number of local sources in the training window. */
  localSources: number;
}

/** A summary of the flows of one UTC day: no row of it needs another day, a model, or what a window of the log holds. */
export interface DaySummary {
  readonly table: string;

  /** The columns of it that are numbers of `entity_hosts`. */
  readonly hosts: readonly string[];

  /** Returns the query of its rows, over `day_flows` and `day_dns`. */
  sql(): string;
}

/** A summary of the scores of one UTC day, from `day_flows` with scores: another model gives another one. */
export interface ScoreSummary {
  readonly table: string;
  sql(window: FlowWindow): string;
}

/** One candidate for evidence, as the SQL of a detector returns it; not yet calibrated. */
export interface Candidate {
  entity: string;
  role: Role;
  /** The source and the destination that it speaks of; null: any. */
  src: string | null;
  dst: string | null;
  /** The registrable domain of the destination that it is summarised by, instead of one address; null: none. */
  domain: string | null;
  port: number | null;
  /** The protocol that it speaks of; null: any. */
  proto: string | null;
  /** The first and the last hour, inclusive, in hours since the epoch. */
  from: number;
  to: number;
  stratum: Stratum;
  /** The numbers of the sentence and the figure, by name; `m` is the measure, `record` its earlier maximum. */
  facts: {[name: string]: number};
}

/** What the events of an incident amount to, over the evidence of one detector. */
export interface BehaviourTotals {
  detector: string;
  events: number;
  sources: number;
  destinations: number;
  ports: number;
  /** Distinct pairs of destination and port. */
  targets: number;
  bytesOut: number;
}

/** The tail of the magnitudes where the training window holds too few. */
export interface ReferenceTail {
  /** Where the tail of new keys begins, and where that of known ones does. */
  new: number;
  known: number;

  /** The scale of the exponential tail, to which a measured one is shrunk. */
  scale: number;

  /** The least magnitude that is news to a network with a history of its own; defaults to none. */
  material?: number;
}

/** A detector of the behaviour of entities: one file each, listed in registry.ts. */
export interface EntityDetector {
  /** What it is called in tables, flags and exports; kebab-case. */
  readonly name: string;

  /** What it is called on pages. */
  readonly title: string;

  /** The ATT&CK techniques that the behaviour belongs to; empty if none. */
  readonly techniques: readonly string[];

  /** What is summarised, what is measured, and what is too small to count, in words. */
  readonly key: string;
  readonly measure: string;
  readonly eligibility: string;

  /** Where the idea or the formula comes from. */
  readonly reference: string;

  /**
   * Whether its evidence only supports incidents that other evidence opens: it is listed, and changes neither severity nor
   * name. Defaults to false.
   */
  readonly supporting?: boolean;

  /** The log beside that of connections that it reads, as `day_dns` (day-dns.ts); without it there is no evidence. Defaults to none. */
  readonly log?: "dns";

  readonly tail: ReferenceTail;

  /**
   * The summary of the flows of one UTC day, from `day_flows` (base.ts), that the candidates are made from; the rows of all
   * days stand in *table*, which is a temporary one. None if `pair_hours` is enough.
   */
  readonly summary?: DaySummary;

  /** The same of scores; none by default. */
  readonly scoreSummary?: ScoreSummary;

  /**
   * Returns the query of the candidates over the tables of base.ts and that of *summary*: the columns entity, role, src,
   * dst or dest, port, "from", "to" and stratum, proto if it keys by it, and a column a fact. What it says of an hour depends on no later one.
   */
  sql(window: EntityWindow): string;

  /** Returns the candidates from those of the query, in ascending order of `from`; by default they are complete. */
  derive?(rows: Candidate[], window: EntityWindow): Candidate[];

  /** Returns the magnitude x on a log scale; higher is more unusual. NaN: no evidence. */
  magnitude(candidate: Candidate): number;

  /** Returns the magnitude without any history, to compare with other networks in a short log. */
  rawMagnitude(candidate: Candidate): number;

  /** Returns the evidence in one sentence: every number in it is one of the facts. */
  sentence(candidate: Candidate): string;

  /** Returns the behaviour in a few words, for the name of an incident; *totals* are of all its events. */
  behaviour(candidate: Candidate, totals: BehaviourTotals): string;

  /** The ends of a flow that the evidence names. */
  readonly joins: readonly ("src" | "dst" | "dest")[];

  /**
   * The SQL condition that a flow `f` (of `day_flows`, with its row `p` of `dest_hours`) belongs to the evidence `e`,
   * beside the source, the destination and the hours that it names.
   */
  readonly covers: string;

  /** How many hours before `from` the evidence reaches back; defaults to 0. */
  readonly lookback?: number;
}
