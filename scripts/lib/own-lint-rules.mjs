/**
 * The project's own rules, of imports and syntax, for oxlint (oxlint.config.ts) and ESLint (eslint.config.js) alike. Of two entries that say the same rule
 * of a file the later one stands.
 */

/** @typedef {{ files: string[], ignores?: string[], rules: Partial<import('eslint').Linter.RulesRecord> }} OwnRules */

/**
 * The architecture as rules: which folder may import which. `npm run layering` checks the same over the whole graph;
 * this says it in the editor, at the line.
 * @param {string[]} files @param {string[]} folders @param {string} why @returns {OwnRules}
 */
const mayNotImport = (files, folders, why) => ({
  files,
  rules: {
    'no-restricted-imports': [
      'error',
      { patterns: folders.map((folder) => ({ group: [`**/${folder}`, `**/${folder}/**`], message: why })) },
    ],
  },
})

/** Every folder but `protocol`, which anybody may import. */
const allFolders = [
  ...['recipes', 'contract', 'maths', 'model', 'charts', 'panels', 'platform', 'dataset', 'store'],
  ...['core', 'training', 'client', 'hosts', 'src-renderer'],
]
/** @param {string[]} known */
const allBut = (...known) => allFolders.filter((folder) => !known.includes(folder))

/** Tests wait for what has to happen, and never for a length of time; how long something takes is for `npm run bench`. */
const why = 'wait for what has to happen: `until` or `settled` of tests/support/wait, `expect.poll`, or an event.'
const counting = 'count what it does, or let the limit of the test find what hangs.'
const clockRules = [
  { selector: "CallExpression[callee.property.name='waitForTimeout']", message: `Instead of a time, ${why}` },
  {
    selector: "AwaitExpression > NewExpression[callee.name='Promise'] CallExpression[callee.name='setTimeout']",
    message: `Instead of a time, ${why}`,
  },
  {
    selector: "ArrowFunctionExpression > NewExpression[callee.name='Promise'] CallExpression[callee.name='setTimeout']",
    message: `Instead of a time, ${why}`,
  },
  {
    selector: 'AwaitExpression > CallExpression[callee.name=/^(delay|sleep|setTimeout)$/]',
    message: `Instead of a time, ${why}`,
  },
  {
    selector: "CallExpression[callee.object.name='performance'][callee.property.name='now']",
    message: `How long something takes depends on the machine: ${counting}`,
  },
  {
    selector:
      "CallExpression[callee.name='expect'] CallExpression[callee.object.name='Date'][callee.property.name='now']",
    message: `How long something takes depends on the machine: ${counting}`,
  },
]

/** What is read as JSON is unknown until a schema has looked at it. */
const jsonCasts = ['TSAsExpression', 'TSTypeAssertion'].flatMap((cast) =>
  [
    'CallExpression[callee.object.name="JSON"][callee.property.name="parse"]',
    'CallExpression[callee.name="parseStored"]',
  ].map((call) => ({
    // Also by way of unknown.
    selector: `${cast}:not([typeAnnotation.type="TSUnknownKeyword"]) > :matches(${call}, TSAsExpression:has(> ${call}))`,
    message: 'Read it through a schema: a cast does not look at what is there.',
  })),
)

/** @type {readonly OwnRules[]} */
export const ownRules = [
  {
    files: ['tests/**'],
    // The one that polls; what makes homes in checkouts of earlier versions, and stands alone there; a comparison of an hour that tells how far it is.
    ignores: ['tests/support/wait.ts', 'tests/fixtures/make-home.ts', 'tests/parity/**'],
    rules: { 'own/no-restricted-syntax': ['error', ...clockRules] },
  },
  {
    files: ['src-main/**', 'src-renderer/**'],
    rules: { 'own/no-restricted-syntax': ['error', ...jsonCasts] },
  },
  {
    // A failed write to standard output must be known: one module of the command line writes there.
    files: ['src-main/hosts/cli/**', 'src-main/hosts/*.ts', 'src-main/client/**'],
    ignores: ['src-main/hosts/cli/output.ts'],
    rules: {
      'no-console': 'error',
      'no-restricted-properties': [
        'error',
        ...['stdout', 'stderr'].map((property) => ({
          object: 'process',
          property,
          message: 'Write through hosts/cli/output, which finds out what could not be written.',
        })),
      ],
      'own/no-restricted-syntax': [
        'error',
        ...jsonCasts,
        { selector: 'ImportDeclaration[source.value=/^(node:)?process$/]', message: 'Use the global process.' },
      ],
    },
  },
  mayNotImport(['src-main/protocol/**'], allBut(), 'The protocol is what any author of runs may say: it knows nobody.'),
  mayNotImport(
    ['src-main/recipes/**'],
    [...allBut('recipes'), '@tensorflow'],
    'A recipe is pure: the trainer hands it its operations, and every process reads the same file.',
  ),
  mayNotImport(
    ['src-main/contract/**'],
    allBut('recipes', 'contract'),
    'The contract is what every process may import; it imports none of them.',
  ),
  mayNotImport(
    ['src-main/maths/**'],
    allBut('recipes', 'contract', 'maths'),
    'The maths is pure: it knows the words of the contract and nothing else.',
  ),
  mayNotImport(
    ['src-main/model/**'],
    allBut('recipes', 'contract', 'maths', 'model'),
    'The model is pure: what runs mean, worked out from records alone.',
  ),
  mayNotImport(
    ['src-main/charts/**'],
    allBut('contract', 'maths', 'charts'),
    'The charts draw what they are given, on screen and into files alike: they know no run.',
  ),
  mayNotImport(
    ['src-main/panels/**'],
    allBut('recipes', 'contract', 'maths', 'model', 'charts', 'panels'),
    'Panels are worked out from runs and lines, in the window and in the core alike.',
  ),
  mayNotImport(
    ['src-main/store/**'],
    allBut('contract', 'maths', 'model', 'platform', 'store'),
    'The store knows the contract, the mathematics, the model and the platform only.',
  ),
  mayNotImport(
    ['src-main/core/**'],
    ['training', 'client', 'hosts', 'src-renderer'],
    'The core reaches a trainer through the trainer protocol and never imports a client.',
  ),
  mayNotImport(
    ['src-main/core/history/**'],
    ['charts', 'panels', 'training', 'client', 'hosts', 'src-renderer', 'jobs'],
    'The history knows runs, and neither trainers, nor a queue, nor how anything is drawn.',
  ),
  mayNotImport(
    ['src-main/core/ingest/**'],
    ['training', 'client', 'hosts', 'src-renderer', 'jobs'],
    'Journals come in by the history, and know neither trainers nor a queue.',
  ),
  mayNotImport(
    ['src-main/training/**', 'src-main/dataset/**'],
    ['charts', 'panels', 'store', 'core', 'client', 'hosts', 'src-renderer'],
    'A trainer never opens the database and knows no core.',
  ),
  mayNotImport(
    ['src-main/client/**'],
    ['store', 'core', 'training', 'dataset', 'hosts', 'src-renderer'],
    'A client meets the core at the contract.',
  ),
  mayNotImport(
    ['src-main/hosts/**'],
    ['store', 'core', 'training', 'dataset', 'src-renderer'],
    'A host is a client of the core and nothing more.',
  ),
  mayNotImport(
    ['src-renderer/**'],
    ['platform', 'dataset', 'store', 'core', 'training', 'client', 'hosts'],
    'The renderer shares recipes, contract, maths, model, charts and panels with the other side, and nothing else.',
  ),
  mayNotImport(
    ['src-renderer/charts/**'],
    ['panels', 'platform', 'dataset', 'store', 'core', 'training', 'client', 'hosts', 'state', 'views'],
    'The charts stand alone: no state, no transport, no views.',
  ),
]
