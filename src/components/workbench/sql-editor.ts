import {
  acceptCompletion,
  autocompletion,
  closeBrackets,
  completionKeymap
} from "@codemirror/autocomplete";
import {defaultKeymap, history, historyKeymap} from "@codemirror/commands";
import {HighlightStyle, bracketMatching, syntaxHighlighting} from "@codemirror/language";
import {PostgreSQL, SQLDialect, sql} from "@codemirror/lang-sql";
import {setDiagnostics} from "@codemirror/lint";
import {EditorState, Prec} from "@codemirror/state";
import {EditorView, drawSelection, keymap} from "@codemirror/view";
import {tags} from "@lezer/highlight";
import type {QueryFault} from "../../core/notebook/error-place.js";
import {limits} from "../../core/notebook/types.js";
import {completionSource} from "./sql-completion.js";
import type {CompletionTable} from "./sql-completion.js";

/** The text of an editor, and its listeners. */
interface EditorOptions {
  text: string;

  /** The label, for screen readers. */
  label: string;

  /** Returns the tables that can be completed now. */
  tables: () => readonly CompletionTable[];
  onChange: (text: string) => void;
  onRun: () => void;
  onRunAll: () => void;

  /** Called with −1 to go up and 1 to go down. */
  onMove: (step: number) => void;
}

/** An editor of SQL. */
export interface SqlEditor {
  node: HTMLElement;
  text(): string;
  setText(text: string): void;
  setLabel(label: string): void;

  /** Underlines an error in the query; null removes the line. */
  setFault(fault: QueryFault | null): void;

  /** Replaces the selection with text, and puts the cursor after it. */
  insert(text: string): void;
  focus(): void;
}

const furtherKeywords =
  " qualify summarize describe exclude replace pivot unpivot asof positional semi anti sample using all columns";

const duckdb = SQLDialect.define({
  ...PostgreSQL.spec,
  keywords: PostgreSQL.spec.keywords + furtherKeywords
});

const highlight = HighlightStyle.define([
  {tag: tags.keyword, color: "var(--accent)"},
  {tag: [tags.string, tags.number, tags.bool, tags.null], color: "var(--ink-soft)"},
  {tag: [tags.lineComment, tags.blockComment], color: "var(--ink-faint)", fontStyle: "italic"},
  {tag: [tags.typeName, tags.standard(tags.name)], color: "var(--ink)", fontWeight: "550"}
]);

/**
 * Returns an editor of SQL with completion. Ctrl+Enter runs, with Shift all cells; Alt with an arrow moves
 * the cell. Tab accepts a completion or else leaves the editor, so that the focus is not trapped.
 */
export function sqlEditor(options: EditorOptions): SqlEditor {
  const view = new EditorView({
    state: EditorState.create({doc: options.text, extensions: extensionsOf(options)})
  });
  return {
    node: view.dom,
    text: () => view.state.doc.toString(),
    setText(text) {
      if (text === view.state.doc.toString()) return;
      view.dispatch({changes: {from: 0, to: view.state.doc.length, insert: text}});
    },
    setLabel: (label) => view.contentDOM.setAttribute("aria-label", label),
    setFault: (fault) => view.dispatch(setDiagnostics(view.state, diagnosticsOf(view, fault))),
    insert(text) {
      view.dispatch(view.state.replaceSelection(text), {scrollIntoView: true});
      view.focus();
    },
    focus: () => view.focus()
  };
}

function extensionsOf(options: EditorOptions) {
  const {label, tables, onChange, onRun, onRunAll, onMove} = options;
  const does = (call: () => void) => () => (call(), true);
  return [
    Prec.highest(
      keymap.of([
        {key: "Mod-Enter", run: does(onRun)},
        {key: "Shift-Mod-Enter", run: does(onRunAll)},
        {key: "Alt-ArrowUp", run: does(() => onMove(-1))},
        {key: "Alt-ArrowDown", run: does(() => onMove(1))},
        {key: "Tab", run: acceptCompletion}
      ])
    ),
    history(),
    drawSelection(),
    bracketMatching(),
    closeBrackets(),
    sql({dialect: duckdb, upperCaseKeywords: true}),
    autocompletion({icons: false, interactionDelay: 0}),
    duckdb.language.data.of({autocomplete: completionSource(tables)}),
    syntaxHighlighting(highlight),
    keymap.of([...completionKeymap, ...defaultKeymap, ...historyKeymap]),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({"aria-label": label}),
    EditorState.changeFilter.of(({newDoc}) => newDoc.length <= limits.sql),
    EditorView.updateListener.of(({docChanged, state}) => {
      if (docChanged) onChange(state.doc.toString());
    })
  ];
}

function diagnosticsOf({state}: EditorView, fault: QueryFault | null) {
  if (!fault || fault.line === null || fault.line > state.doc.lines) return [];
  const line = state.doc.line(Math.max(1, fault.line));
  const from = Math.min(line.to, line.from + (fault.column ?? 0));
  const word = /^[\w."$]+/.exec(line.text.slice(from - line.from))?.[0].length ?? 1;
  const to = fault.column === null ? line.to : Math.min(line.to, from + word);
  return [{from, to, severity: "error" as const, message: fault.message}];
}
