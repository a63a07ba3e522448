import type {DetectionPage} from "../../core/schema/detection.js";
import type {ModelsPage} from "../../core/schema/models-page.js";
import type {Today} from "../../core/schema/published.js";
import type {EvaluationPage, Study, StudiedMethod} from "../../core/schema/study.js";
import type {ThresholdPage} from "../../core/schema/threshold.js";

/** The data of the page Evaluation. */
export interface EvaluationPageData {
  page: ThresholdPage;

  /** The detectors that were compared with one seed, and the models of the run. */
  models: Pick<ModelsPage, "comparison" | "models" | "flowModel">;

  /** How many attacks the incidents find. */
  detection: DetectionPage;

  /** The run, for its warnings. */
  today: Pick<Today, "warnings">;

  /** The methods in both regimes, with several seeds. */
  evaluation: EvaluationPage;
}

/** The data of a section, and the URLs of the published files by name. */
export interface SectionContext extends EvaluationPageData {
  files: Readonly<Record<string, string>>;
}

/** The study of a section that is drawn from one, and the method whose alerts are published. */
export interface StudyContext extends SectionContext {
  study: Study;
  own: StudiedMethod | null;
}

/** Returns the context of sections that are drawn from the study; null if there is none. */
export function maybeStudyContext(context: SectionContext): StudyContext | null {
  const {study} = context.evaluation;
  if (!study) return null;
  const own = study.methods.find(({name}) => name === context.models.flowModel) ?? null;
  return {...context, study, own};
}

/** Returns the title of the model whose metrics threshold.json has. */
export function modelTitle({page, models, evaluation}: EvaluationPageData): string {
  const name = page.metrics[0]?.model ?? models.flowModel;
  const known = [...(evaluation.study?.methods ?? []), ...(models.comparison?.detectors ?? [])];
  return known.find((one) => one.name === name)?.title ?? name;
}
