import './scripts/lib/svelte-lint.mjs'
import js from '@eslint/js'
import prettier from 'eslint-config-prettier'
import svelte from 'eslint-plugin-svelte'
import globals from 'globals'
import typescript from 'typescript-eslint'
import oxlint from './oxlint.config.ts'
import own from './scripts/lib/own-lint-plugin.mjs'
import { ownRules } from './scripts/lib/own-lint-rules.mjs'

/** What oxlint says of TypeScript, in a tenth of the time, is not said again here. */
const saidByOxlint = Object.keys(oxlint.rules).map((name) => name.replace('typescript/', '@typescript-eslint/'))
/** These look for a component, also where there is none. */
const ofComponents = Object.keys(svelte.rules).map((name) => `svelte/${name}`)
const off = (names) => Object.fromEntries(names.map((name) => [name, 'off']))

export default typescript.config(
  { ignores: ['out/', 'node_modules/', 'test-results/', '.svelte-check/', 'coverage/', 'tests/oracle/fixtures/'] },
  js.configs.recommended,
  typescript.configs.strictTypeChecked,
  typescript.configs.stylisticTypeChecked,
  svelte.configs.recommended,
  prettier,
  svelte.configs.prettier,
  {
    languageOptions: {
      globals: { ...globals.node, ...globals.browser },
      parserOptions: {
        projectService: { allowDefaultProject: ['eslint.config.js', '.dependency-cruiser.cjs'] },
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.svelte'],
      },
    },
    rules: {
      '@typescript-eslint/consistent-type-definitions': ['error', 'type'],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: true }],
      // In a Svelte effect `void value` says that the value is read for being followed.
      '@typescript-eslint/no-meaningless-void-operator': 'off',
      '@typescript-eslint/no-invalid-void-type': [
        'error',
        { allowInGenericTypeArguments: true, allowAsThisParameter: true },
      ],
      'no-empty': ['error', { allowEmptyCatch: false }],
      eqeqeq: ['error', 'always'],
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: typescript.parser } },
  },
  {
    // Types of what a template hands to a component are svelte-check's to know; this parser takes them for any.
    files: ['**/*.svelte'],
    rules: {
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
    },
  },
  {
    // Rules that need types are oxlint's (oxlint.config.ts), in a tenth of the time; components it does not read, and they stay here.
    files: ['**/*.ts', '**/*.mjs', '**/*.cjs', '**/*.js'],
    extends: [typescript.configs.disableTypeChecked],
  },
  { files: ['**/*.ts'], rules: off(saidByOxlint), linterOptions: { reportUnusedDisableDirectives: 'off' } },
  { files: ['**/*.ts', '**/*.mjs', '**/*.cjs', '**/*.js'], ignores: ['**/*.svelte.ts'], rules: off(ofComponents) },
  { plugins: { own } },
  ...ownRules,
)
