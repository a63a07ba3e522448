import {UsageError} from "../config/errors.js";
import type {Database} from "./database.js";
import {stages} from "./decisions.js";
import type {ModelVersion, Promotion, Registry, Stage} from "./decisions.js";
import {record} from "./log.js";
import type {OpenEntry} from "./log.js";
import {storable} from "./storable.js";

/** Gives a version to each model of *run* whose file has none yet. */
export async function registerVersions(entry: OpenEntry, run: string): Promise<void> {
  await entry.write(
    "model_versions",
    `INSERT INTO model_versions AS t (name, version, sha256, first_run)
    SELECT m.name, 1 + coalesce(max(v.version), 0), m.sha256, m.run
    FROM models m LEFT JOIN model_versions v ON v.name = m.name
    WHERE m.run = $1
    GROUP BY m.name, m.sha256, m.run HAVING bool_and(v.sha256 IS DISTINCT FROM m.sha256)`,
    [run]
  );
}

/** Returns the registry of models in *database*. */
export function sqlRegistry(database: Database): Registry {
  return {
    async modelVersions() {
      const rows = await database.query<ModelVersion & {promotedAt: Date | null}>(
        `SELECT name, version, sha256, first_run AS "firstRun", stage, reason,
          promoted_by AS "promotedBy", promoted_at AS "promotedAt"
        FROM registry ORDER BY name, version DESC`
      );
      return rows.map((row) => ({...row, promotedAt: row.promotedAt?.getTime() ?? null}));
    },
    async promote(promotion) {
      checkPromotion(promotion);
      await record(database, {kind: "promotion", at: promotion.promotedAt}, (entry) =>
        promote(entry, promotion)
      );
    },
    async promotions() {
      return database.query<Promotion & Record<string, unknown>>(
        `SELECT name, version, stage, reason, promoted_by AS "promotedBy", promoted_at AS "promotedAt"
        FROM promotions ORDER BY promotion`
      );
    }
  };
}

function checkPromotion({stage, reason, promotedBy}: Promotion): void {
  if (!stages.includes(stage))
    throw new UsageError(`unknown stage: ${stage}; try one of ${stages.join(", ")}`);
  if (reason.trim() === "") throw new UsageError("missing reason; say why with --reason");
  if (promotedBy.trim() === "") throw new UsageError("missing name; say who promotes with --by");
}

async function promote(entry: OpenEntry, promotion: Promotion): Promise<void> {
  const {name, version, stage} = promotion;
  const versions = await entry.query<{version: number; stage: Stage}>(
    "SELECT version, stage FROM registry WHERE name = $1",
    [name]
  );
  const now = versions.find((known) => known.version === version);
  if (!now) throw new UsageError(`unknown model: ${name}@${version}; see \`atalaya models\``);
  if (now.stage === stage)
    throw new UsageError(`invalid stage: ${name}@${version} is ${stage} already`);
  const champion = versions.find((known) => known.stage === "champion");
  if (stage === "champion" && champion) {
    const reason = `${name}@${version} took its place: ${promotion.reason}`;
    await write(entry, {...promotion, version: champion.version, stage: "retired", reason});
  }
  await write(entry, promotion);
}

async function write(entry: OpenEntry, promotion: Promotion): Promise<void> {
  const {name, version, stage, reason, promotedBy, promotedAt} = promotion;
  await entry.write(
    "promotions",
    `INSERT INTO promotions AS t (promotion, name, version, stage, reason, promoted_by, promoted_at)
    SELECT 1 + coalesce(max(promotion), 0), $1, $2, $3, $4, $5, $6 FROM promotions`,
    [name, version, stage, storable(reason), storable(promotedBy), promotedAt.toISOString()]
  );
}
