// What eslint looks at: mistakes, not taste; taste is prettier's.
import js from "@eslint/js";
import globals from "globals";

export default [
  { ignores: ["vendor/", "node_modules/"] },
  js.configs.recommended,
  {
    languageOptions: { globals: globals.browser },
    rules: {
      eqeqeq: "error",
      "no-unused-vars": ["error", { args: "all", argsIgnorePattern: "^_" }],
      "prefer-const": "error",
    },
  },
  { files: ["app/before.js"], rules: { "no-unused-vars": "off" } },
  { files: ["app/start.js"], languageOptions: { globals: { settle: "readonly" } } },
  { files: ["tests/**", "browser/**"], languageOptions: { globals: globals.node } },
];
