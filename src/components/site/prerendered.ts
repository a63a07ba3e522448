import type {DetectionPage} from "../../core/schema/detection.js";
import type {EntitiesPage} from "../../core/schema/entities.js";
import type {IncidentsPage} from "../../core/schema/incidents.js";
import type {LineagePage} from "../../core/schema/lineage.js";
import type {ModelsPage} from "../../core/schema/models-page.js";
import type {RulesPage} from "../../core/schema/rules.js";
import type {RunsPage} from "../../core/schema/runs.js";
import type {EvaluationPage} from "../../core/schema/study.js";
import type {Today} from "../../core/schema/published.js";
import type {ThresholdPage} from "../../core/schema/threshold.js";
import type {SuitePage} from "../../core/evaluation/suite/suite-page.js";
import type {SentencePart} from "./sentence.js";

/** The published files that the HTML of the pages is prerendered from, parsed. */
interface PublishedDocuments {
  "today.json": Today;
  "incidents.json": IncidentsPage;
  "threshold.json": ThresholdPage;
  "models.json": ModelsPage;
  "runs.json": RunsPage;
  "lineage.json": LineagePage;
  "entities.json": EntitiesPage;
  "rules.json": RulesPage;
  "detection.json": DetectionPage;
  "evaluation.json": EvaluationPage;
  "suite.json": SuitePage;
}

/** What the HTML of a page holds before any script runs. */
export interface PrerenderedText {
  /** The sentence of the heading; null where the fallback has a heading of its own. */
  headline: readonly SentencePart[] | string | null;

  /** HTML for readers without JavaScript; empty if there is none. */
  fallback: string;
}

/** The prerendered part of a page. */
export interface Prerendered {
  /** The published files that it is made from, without the first of which it has no text; none if it is the same whatever is published. */
  files: readonly (keyof PublishedDocuments)[];

  /** Returns its text from the parsed published files, by name; null if the first of its own is missing. */
  text(documents: ReadonlyMap<string, unknown>): PrerenderedText | null;
}

/** Returns a published file by its name; undefined if it is missing. */
export type FindDocument = <File extends keyof PublishedDocuments>(
  file: File
) => PublishedDocuments[File] | undefined;

/** Returns the prerendered part of a page that is made from *file*, and from *others* where they are there. */
export function prerenderedFrom<File extends keyof PublishedDocuments>(
  file: File,
  headline: (document: PublishedDocuments[File], find: FindDocument) => PrerenderedText["headline"],
  fallback: (document: PublishedDocuments[File], find: FindDocument) => string,
  others: readonly (keyof PublishedDocuments)[] = []
): Prerendered {
  return {
    files: [file, ...others],
    text(documents) {
      const find: FindDocument = (name) =>
        (documents.get(name) ?? undefined) as PublishedDocuments[typeof name] | undefined;
      const document = find(file);
      return document
        ? {headline: headline(document, find), fallback: fallback(document, find)}
        : null;
    }
  };
}

/** Returns the prerendered part of a page that says the same whatever is published. */
export function prerenderedAlways(headline: string, fallback: string): Prerendered {
  return {files: [], text: () => ({headline, fallback})};
}
