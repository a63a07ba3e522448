import type {Certificate} from "../../core/schema/threshold.js";
import {certificateCheck, certificateSource} from "../charts/certificate-check.js";
import {formatCount} from "../kit/format.js";
import {expandableTable} from "../kit/table.js";
import {answeredSection} from "../kit/answered-section.js";
import {maybeStudyContext} from "./evaluation-data.js";
import type {SectionContext} from "./evaluation-data.js";
import {driftName, greatDrift} from "./evaluation-notices.js";
import {studyLine} from "./study-line.js";
import {studyExports} from "./study-exports.js";
import {unmeasured} from "./study-methods.js";

/** Shows whether p-values of later events are uniform, as they are if events are exchangeable. */
export function calibrationSection({page, files}: SectionContext): HTMLElement {
  const title = "Calibration";
  const {certificate, provenance} = page;
  if (!certificate) {
    const answer =
      "Not measured: no event follows the training window, so that nothing is left to calibrate on.";
    return answeredSection({title, answer});
  }
  return certificateCheck(certificate, {
    ...{title, provenance, source: certificateSource(certificate, files["threshold.json"])},
    answer: calibrationAnswer(certificate),
    remark:
      "Uniform is what exchangeable events give; a new service, a working day after a weekend, or an attack that nobody labelled in the calibration window breaks it, and no test on one log shows that it holds for the next. What can be certified is on Threshold."
  });
}

function calibrationAnswer({chance, distance, levels}: Certificate): string {
  if (chance === null || distance === null) return "Whether p-values are calibrated cannot be told.";
  const certified = levels.some((level) => level.certified);
  const alike =
    chance < 0.01
      ? "Later events do not score like those of the calibration window: p-values are not calibrated"
      : "Later events score like those of the calibration window, as far as this test can tell";
  return `${alike}; ${certified ? "a share of false alerts can be certified" : "no share of false alerts can be certified"}.`;
} // prettier-ignore

/** Shows how far features and score changed from training to test: what calibration and every number of the test window rest on. */
export function driftSection(context: SectionContext): HTMLElement {
  const title = "Drift from training to test";
  const drawn = maybeStudyContext(context);
  if (!drawn) return answeredSection({title, answer: unmeasured("The features and the score")});
  const {study} = drawn;
  const {drift} = study;
  const great = greatDrift(drift);
  const [first] = drift;
  const answer = first
    ? `${great.length === 0 ? "None" : formatCount(great.length)} of ${formatCount(drift.length)} changed greatly; the greatest change is of ${driftName(first.name)} (${first.psi.toFixed(2)}).`
    : "Nothing was compared.";
  return answeredSection(
    {
      title,
      answer,
      about:
        "PSI: the population stability index over the ten bins of the training window; above 0.25 a great change. KS: the largest difference of the two distributions, in [0, 1]."
    },
    expandableTable(drift, {
      ...{label: title, shown: 10},
      columns: [
        {name: "of", header: true, cell: ({name}) => driftName(name)},
        {name: "PSI", number: true, cell: ({psi}) => psi.toFixed(3)},
        {name: "KS", number: true, cell: ({ks}) => ks.toFixed(3)}
      ]
    }),
    studyLine(drawn, {n: drift.length, exports: studyExports(study).drift})
  );
}
