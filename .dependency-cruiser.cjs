/** The layering over the whole import graph (ARCHITECTURE.md, "Layers"). The same rules stand in scripts/lib/own-lint-rules.mjs for editors. */
const main = (folder) => `^src-main/${folder}/`
const forbid = (name, comment, from, to) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from },
  to: { path: to },
})

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Of types neither: what two files need of each other is in a third',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    forbid(
      'protocol-imports-nothing',
      'What any author of runs may say',
      main('protocol'),
      '^src-main/(?!protocol/)|^src-renderer',
    ),
    forbid(
      'recipes-are-pure',
      'Tensor code is handed its operations',
      main('recipes'),
      '^src-main/(?!protocol/|recipes/)|^src-renderer',
    ),
    forbid(
      'contract-imports-what-lies-below',
      'What every process may import',
      main('contract'),
      '^src-main/(?!protocol/|recipes/|contract/)|^src-renderer',
    ),
    forbid(
      'maths-stands-beside-the-contract',
      'Pure functions for core, trainer and window alike',
      main('maths'),
      '^src-main/(?!protocol/|recipes/|contract/|maths/)|^src-renderer',
    ),
    forbid(
      'model-is-pure',
      'What runs mean, worked out from records alone',
      main('model'),
      '^src-main/(?!protocol/|recipes/|contract/|maths/|model/)|^src-renderer',
    ),
    forbid(
      'charts-know-no-run',
      'They draw on screen and into files alike',
      main('charts'),
      '^src-main/(?!protocol/|contract/|maths/|charts/)|^src-renderer',
    ),
    forbid(
      'panels-are-worked-out-alike',
      'In the window and in the core',
      main('panels'),
      '^src-main/(?!protocol/|recipes/|contract/|maths/|model/|charts/|panels/)|^src-renderer',
    ),
    forbid(
      'platform-stands-below',
      'Only the contract lies below',
      main('platform'),
      '^src-main/(?!protocol/|contract/|platform/)|^src-renderer',
    ),
    forbid(
      'dataset-stands-below',
      'Contract, mathematics and platform only',
      main('dataset'),
      '^src-main/(?!protocol/|recipes/|contract/|maths/|platform/|dataset/)|^src-renderer',
    ),
    forbid(
      'store',
      'Contract, mathematics, model and platform only',
      main('store'),
      '^src-main/(?!protocol/|contract/|maths/|model/|platform/|store/)|^src-renderer',
    ),
    forbid(
      'core',
      'Trainers through the protocol only',
      main('core'),
      '^src-main/(training|client|hosts)/|^src-renderer',
    ),
    forbid(
      'history-knows-no-trainer',
      'Runs of any origin; jobs write through it',
      main('core/history'),
      '^src-main/(core/jobs|charts|panels)/',
    ),
    forbid(
      'runner',
      'Never the database, and no core',
      main('runner'),
      '^src-main/(?!protocol/|contract/|maths/|model/|platform/|runner/)|^src-renderer',
    ),
    forbid('ingest-knows-no-trainer', 'Journals come in by the history', main('core/ingest'), '^src-main/core/jobs/'),
    forbid(
      'journals-are-read-in-their-thread',
      'It knows the protocol, and neither the history nor its services',
      main('core/ingest/worker'),
      '^src-main/core/(?!ingest/)',
    ),
    forbid(
      'training',
      'Never the database',
      main('training'),
      '^src-main/(model|charts|panels|store|core|client|hosts)/|^src-renderer',
    ),
    forbid(
      'client',
      'Contract and platform only',
      main('client'),
      '^src-main/(?!protocol/|contract/|platform/|client/)|^src-renderer',
    ),
    forbid('hosts', 'Clients of the core', main('hosts'), '^src-main/(store|core|training|dataset)/|^src-renderer'),
    forbid(
      'renderer',
      'What both sides share, and nothing else',
      '^src-renderer',
      '^src-main/(?!protocol/|recipes/|contract/|maths/|model/|charts/|panels/)',
    ),
    forbid(
      'charts-stand-alone',
      'A second build of them is a report',
      '^src-renderer/charts/',
      '^src-renderer/(?!charts/)|^src-main/panels/',
    ),
    {
      name: 'sqlite-in-the-store-and-the-lock-only',
      severity: 'error',
      from: { pathNot: '^src-main/(store|core)/' },
      to: { path: 'node_modules/better-sqlite3' },
    },
    {
      name: 'electron-in-its-host-only',
      comment: 'require("electron") outside Electron starts a download',
      severity: 'error',
      from: { pathNot: '^src-main/hosts/electron/' },
      to: { path: 'node_modules/electron/' },
    },
    {
      name: 'tensorflow-in-the-trainer-only',
      severity: 'error',
      from: { pathNot: '^src-main/training/' },
      to: { path: 'node_modules/@tensorflow/' },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { extensions: ['.ts', '.mjs', '.js', '.svelte'] },
  },
}
