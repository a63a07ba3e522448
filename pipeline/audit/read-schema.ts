import type {Statements} from "./database.js";

/** What each part of a schema is: its kind and name, and its definition. */
export type Schema = Readonly<Record<string, string>>;

/** What is of a relation in the schema of the session, called `c`. */
const ours = "c.relnamespace = s.oid AND c.relkind IN ('r', 'p', 'v', 'm', 'f')";

/**
 * One row per part of the schema of the session: what belongs to a table or view, and what stands by itself and can change
 * what a statement does. Not the numbers of objects, their owners and their comments.
 */
const parts = `WITH s AS (SELECT oid, nspname FROM pg_namespace WHERE nspname = current_schema())
  SELECT concat('relation ', c.relname) AS name,
    concat_ws(' ', c.relkind, CASE WHEN c.relrowsecurity THEN 'row security' END, array_to_string(c.reloptions, ' ')) AS text
  FROM pg_class c, s WHERE ${ours}
  UNION ALL
  SELECT concat('column ', c.relname, '.', a.attname),
    concat_ws(' ', format_type(a.atttypid, a.atttypmod), CASE WHEN a.attnotnull THEN 'not null' END,
      nullif(a.attidentity::text, ''), nullif(a.attgenerated::text, ''), pg_get_expr(d.adbin, d.adrelid))
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    LEFT JOIN pg_attrdef d ON (d.adrelid, d.adnum) = (a.attrelid, a.attnum), s
  WHERE ${ours} AND a.attnum > 0 AND NOT a.attisdropped
  UNION ALL
  SELECT concat('constraint ', coalesce(c.relname, t.typname), ' ', k.conname),
    concat_ws(' ', pg_get_constraintdef(k.oid), CASE WHEN NOT k.convalidated THEN 'not valid' END)
  FROM pg_constraint k LEFT JOIN pg_class c ON c.oid = k.conrelid LEFT JOIN pg_type t ON t.oid = k.contypid, s
  WHERE k.connamespace = s.oid AND k.contype NOT IN ('n', 't')
  UNION ALL
  SELECT concat('index ', i.relname), replace(pg_get_indexdef(x.indexrelid), concat(s.nspname, '.'), '')
  FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class c ON c.oid = x.indrelid, s
  WHERE ${ours}
  UNION ALL
  SELECT concat('trigger ', c.relname, ' ', t.tgname),
    concat(t.tgenabled, ' ', replace(pg_get_triggerdef(t.oid), concat(s.nspname, '.'), ''))
  FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid, s WHERE ${ours} AND NOT t.tgisinternal
  UNION ALL
  SELECT concat('rule ', c.relname, ' ', r.rulename),
    CASE WHEN r.rulename = '_RETURN' THEN pg_get_viewdef(c.oid) ELSE pg_get_ruledef(r.oid) END
  FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class, s WHERE ${ours}
  UNION ALL
  SELECT concat('policy ', c.relname, ' ', p.polname), p.polcmd::text
  FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid, s WHERE ${ours}
  UNION ALL
  SELECT concat('function ', p.proname, '(', pg_get_function_identity_arguments(p.oid), ')'),
    concat_ws(' ', format_type(p.prorettype, NULL), l.lanname, p.prokind, p.provolatile,
      CASE WHEN p.prosecdef THEN 'security definer' END, array_to_string(p.proconfig, ' '), p.prosrc)
  FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang, s
  WHERE p.pronamespace = s.oid AND NOT EXISTS (
    SELECT FROM pg_depend e WHERE (e.classid, e.objid, e.deptype) = ('pg_proc'::regclass, p.oid, 'e'))
  UNION ALL
  SELECT concat('type ', t.typname), concat_ws(' ', t.typtype, format_type(t.typbasetype, t.typtypmod), t.typdefault)
  FROM pg_type t, s WHERE t.typnamespace = s.oid AND t.typtype IN ('d', 'e', 'r', 'm')
  UNION ALL
  SELECT concat('operator ', o.oprname), format_type(o.oprresult, NULL) FROM pg_operator o, s WHERE o.oprnamespace = s.oid
  UNION ALL
  SELECT concat('cast ', format_type(k.castsource, NULL), ' to ', format_type(k.casttarget, NULL)), k.castcontext::text
  FROM pg_cast k WHERE k.oid >= 16384`;

/** Returns the parts of the schema that *statements* see, with white space made one space. */
export async function readSchema(statements: Statements): Promise<Schema> {
  const rows = await statements.query<{name: string; text: string}>(`${parts} ORDER BY 1`);
  return Object.fromEntries(rows.map(({name, text}) => [name, text.replace(/\s+/g, " ").trim()]));
}
