import {defineConfig, globalIgnores} from "eslint/config";
import tseslint from "typescript-eslint";

const rooms = ["node:", "package", "local"];

function roomOf(specifier) {
  if (specifier.startsWith("node:")) return 0;
  return specifier.startsWith(".") ? 2 : 1;
}

/** Imports stand in three groups: node, then packages, then ours. */
const importOrder = {
  meta: {
    type: "layout",
    schema: [],
    messages: {order: "import of a {{room}} module after one of a {{previous}} module; move it up"}
  },
  create(context) {
    let greatest = 0;
    return {
      ImportDeclaration(node) {
        const room = roomOf(node.source.value);
        const data = {room: rooms[room], previous: rooms[greatest]};
        if (room < greatest) context.report({node, messageId: "order", data});
        greatest = Math.max(greatest, room);
      }
    };
  }
};

const words = {
  selector: "ImportDeclaration[source.value=/(utils|helpers|manager|service|common)(\\.js)?$/]",
  message: "a module is named after what it exports; never utils, helpers, manager, service, common"
};

export default defineConfig(
  globalIgnores([
    "dist",
    ".atalaya",
    "coverage",
    "src/.observablehq",
    "src/data",
    "src/notebooks",
    "src/core/forest/kernel/assembly",
    "tests/browser/shots"
  ]),
  {
    files: ["**/*.{ts,js}"],
    plugins: {atalaya: {rules: {"import-order": importOrder}}},
    linterOptions: {reportUnusedDisableDirectives: "error"},
    rules: {
      "atalaya/import-order": "error",
      "no-restricted-syntax": ["error", words],
      "max-lines": ["error", {max: 300, skipBlankLines: true, skipComments: true}],
      "no-else-return": "error",
      "no-var": "error",
      "prefer-const": "error",
      eqeqeq: ["error", "always", {null: "ignore"}],
      "no-eval": "error",
      "no-new-func": "error",
      "no-debugger": "error",
      "no-unreachable": "error",
      "no-constant-condition": ["error", {checkLoops: false}]
    }
  },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.base],
    languageOptions: {parserOptions: {projectService: true, tsconfigRootDir: import.meta.dirname}},
    rules: {
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": ["error", {checksVoidReturn: false}],
      "@typescript-eslint/await-thenable": "error",
      "@typescript-eslint/return-await": "error",
      "@typescript-eslint/only-throw-error": "error",
      "@typescript-eslint/no-implied-eval": "error",
      "@typescript-eslint/no-non-null-asserted-optional-chain": "error",
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "@typescript-eslint/consistent-type-imports": ["error", {prefer: "type-imports"}],
      "@typescript-eslint/no-import-type-side-effects": "error",
      "@typescript-eslint/ban-ts-comment": ["error", {"ts-expect-error": "allow-with-description"}]
    }
  },
  {
    files: ["src/**/*.ts", "pipeline/**/*.{ts,js}", "data-loaders/**/*.ts"],
    rules: {
      "max-lines-per-function": ["error", {max: 60, skipBlankLines: true, skipComments: true}],
      complexity: ["warn", 20]
    }
  },
  {
    files: ["tests/**/*.ts"],
    rules: {
      "no-restricted-syntax": [
        "error",
        words,
        {
          selector: "CallExpression[callee.name=/^(it|test)$/] > Literal.arguments:first-child[value=/\\bshould\\b/]", // prettier-ignore
          message: "a title says what the call does; never “should”"
        },
        {
          selector: "CallExpression[callee.property.name='only'][callee.object.name=/^(it|test|describe)$/]", // prettier-ignore
          message: "no test runs alone; remove .only"
        }
      ]
    }
  }
);
