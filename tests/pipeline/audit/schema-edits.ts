/** What somebody who owns the database does to its schema, and how it is named. */
export const schemaEdits: [what: string, sql: string, named: string][] = [
  [
    "an emptied trigger function",
    "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
    "the schema was changed: function refuse_change() is not what the migrations make"
  ],
  [
    "a trigger function that lets some pass",
    `CREATE OR REPLACE FUNCTION refuse_all_but_ending() RETURNS trigger LANGUAGE plpgsql AS
      'BEGIN IF current_user = ''mallory'' THEN RETURN NEW; END IF; RAISE EXCEPTION ''no''; END'`,
    "the schema was changed: function refuse_all_but_ending() is not what the migrations make"
  ],
  [
    "a falsified view of the lineage",
    `CREATE OR REPLACE VIEW lineage AS SELECT r.run, r.status, r.command, r.code_version, e.phase_order, e.phase, e.started_at,
        e.seconds, e.reused, a.phase_version, a.parameters, i.name AS input, a.sha256 AS input_sha256, i.bytes AS input_bytes,
        e.rows_in, e.rows_out, e.rejected, a.key, a.sha256 AS output_sha256
      FROM runs r JOIN phase_events e USING (run) JOIN artifacts a USING (key) LEFT JOIN artifact_inputs i USING (key)`,
    "the schema was changed: rule lineage _RETURN is not what the migrations make"
  ],
  [
    "a trigger with another condition",
    `DROP TRIGGER append_only ON verdicts; CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON verdicts
      FOR EACH STATEMENT WHEN (current_user <> 'mallory') EXECUTE FUNCTION refuse_change()`,
    "table verdicts is not protected: a trigger of it is missing, disabled or another"
  ],
  [
    "a trigger that was added",
    `CREATE TRIGGER more BEFORE INSERT ON verdicts FOR EACH ROW EXECUTE FUNCTION refuse_change()`,
    "table verdicts is not protected: a trigger of it is missing, disabled or another"
  ],
  [
    "a rule that swallows what is written",
    "CREATE RULE more AS ON INSERT TO actions DO INSTEAD NOTHING",
    "the schema has a part that no migration makes: rule actions more"
  ],
  [
    "a policy",
    "CREATE POLICY more ON runs USING (false)",
    "the schema has a part that no migration makes: policy runs more"
  ],
  [
    "row security",
    "ALTER TABLE runs ENABLE ROW LEVEL SECURITY",
    "the schema was changed: relation runs is not what the migrations make"
  ],
  [
    "a check that is gone",
    "ALTER TABLE promotions DROP CONSTRAINT promotions_stage_check",
    "the schema lacks a part: constraint promotions promotions_stage_check"
  ],
  [
    "a foreign key that is gone",
    "ALTER TABLE promotions DROP CONSTRAINT promotions_name_version_fkey",
    "the schema lacks a part: constraint promotions promotions_name_version_fkey"
  ],
  [
    "a function that was added",
    "CREATE FUNCTION lower(digest) RETURNS text LANGUAGE sql AS 'SELECT ''a''::text'",
    "the schema has a part that no migration makes: function lower(digest)"
  ],
  [
    "a default that was changed",
    "ALTER TABLE runs ALTER status SET DEFAULT 'succeeded'",
    "the schema was changed: column runs.status is not what the migrations make"
  ]
];

/** What somebody who owns the database does to its log, and how it is named. */
export const logEdits: [what: string, sql: string, breach: string][] = [
  [
    "the time of an entry",
    "UPDATE audit_log SET at = at + interval '1 microsecond' WHERE sequence = 3",
    "entry 3 (phase-done) was changed"
  ],
  [
    "the kind of an entry",
    "UPDATE audit_log SET kind = 'nothing' WHERE sequence = 3",
    "entry 3 (nothing) was changed"
  ],
  [
    "the payload of an entry",
    "UPDATE audit_log SET payload = replace(payload, '0.1', '0.2') WHERE sequence = 3",
    "entry 3 (phase-done) was changed"
  ],
  [
    "white space in a payload",
    "UPDATE audit_log SET payload = payload || ' ' WHERE sequence = 3",
    "entry 3 (phase-done) was changed"
  ],
  [
    "a payload to what is no JSON",
    "UPDATE audit_log SET payload = '{' WHERE sequence = 3",
    "entry 3 holds no rows that can be read"
  ],
  [
    "the digest of an entry",
    "UPDATE audit_log SET digest = repeat('a', 64) WHERE sequence = 3",
    "entry 4 does not follow the one before it"
  ],
  [
    "the previous digest of an entry",
    "UPDATE audit_log SET previous = repeat('a', 64) WHERE sequence = 3",
    "entry 3 does not follow the one before it"
  ],
  ["an entry to be missing", "DELETE FROM audit_log WHERE sequence = 3", "entry 3 is missing"],
  [
    "entries to be missing",
    "DELETE FROM audit_log WHERE sequence IN (3, 4, 5)",
    "entries 3 to 5 are missing"
  ],
  [
    "two entries to swap places",
    "UPDATE audit_log SET sequence = 1001 WHERE sequence = 3; UPDATE audit_log SET sequence = 3 WHERE sequence = 4; UPDATE audit_log SET sequence = 4 WHERE sequence = 1001",
    "entry 3 does not follow the one before it"
  ],
  [
    "the first entry to be missing",
    "DELETE FROM audit_log WHERE sequence = 1",
    "entry 1 is missing"
  ],
  [
    "the last entry to be missing",
    "DELETE FROM audit_log WHERE sequence = (SELECT max(sequence) FROM audit_log)",
    "actions (action 1) is not in the log"
  ],
  ["all entries to be missing", "DELETE FROM audit_log", "actions (action 1) is not in the log"]
];
