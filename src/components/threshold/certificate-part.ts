import type {Certificate, CertificateLevel, ThresholdPage} from "../../core/schema/threshold.js";
import {certificateCheck, certificateSource} from "../charts/certificate-check.js";
import type {CertificateSource} from "../charts/certificate-check.js";
import {element} from "../kit/element.js";
import {formatCount, formatShare, formatTime} from "../kit/format.js";
import {section} from "../kit/section.js";
import {table} from "../kit/table.js";
import {provenanceLine} from "../provenance/provenance-line.js";
import {certificateSentence, reasonsOf} from "./certificate-text.js";
import type {Part, PartOptions} from "./threshold-part.js";

/** Returns what can be certified, and how alike the windows are that it rests on; nothing without a test window. */
export function certificateParts(page: ThresholdPage, {data}: PartOptions): Part[] {
  const {certificate} = page;
  if (!certificate) return [];
  const source = certificateSource(certificate, data);
  const check = certificateCheck(certificate, {
    title: "Are later events like those of the calibration window?",
    provenance: page.provenance,
    source
  });
  return [levelsPart(page, certificate, source), {node: check, draw() {}}];
}

function levelsPart(
  {provenance}: ThresholdPage,
  certificate: Certificate,
  source: CertificateSource
): Part {
  const {calibration, tested, levels} = certificate;
  const exports = {name: "certificate", rows: () => levels.map((level) => ({...level}))};
  const node = section(
    {
      title: "Can a share of false alerts be certified?",
      about: `${certificateSentence(certificate)} A p-value is the share of ${formatCount(calibration.events)} events from ${formatTime(calibration.from)} to ${formatTime(calibration.to)} UTC that score at least as high: no model was trained on them. The alerts are of the ${formatCount(tested.events)} events from ${formatTime(tested.from)} on.`,
      class: "certificate"
    },
    levelTable(certificate),
    ...reasonsOf(certificate).map((text) => element("p", {class: "about"}, text)),
    element(
      "p",
      {class: "about"},
      "The guarantee is for the mean over many logs, and only if normal events of both windows are exchangeable: a new service, a working day after a weekend, or an attack that nobody labelled in the calibration window breaks it. The alert budget above needs none of this, and guarantees nothing."
    ),
    provenanceLine(provenance, {...source, exports})
  );
  return {node, draw() {}};
}

/** Shows how many alerts each level certifies, from which score, and how many of them are benign by label. */
export function levelTable(certificate: Certificate): HTMLElement {
  const labelled = certificate.levels.some(({attacks, benign}) => attacks + benign > 0);
  return table(certificate.levels, {
    label: "what can be certified",
    columns: [
      {
        name: "false alerts at most",
        header: true,
        number: true,
        cell: ({alpha}) => formatShare(alpha)
      },
      {
        name: "alerts",
        number: true,
        cell: ({certified, alerts}) => (certified ? formatCount(alerts) : "none")
      },
      {name: "from score", number: true, cell: ({score}) => score?.toFixed(4) ?? "–"},
      ...(labelled ? [{name: "of them benign, by label", number: true, cell: benignShare}] : [])
    ]
  });
}

function benignShare({attacks, benign}: CertificateLevel): string {
  return attacks + benign > 0 ? formatShare(benign / (attacks + benign)) : "–";
}
