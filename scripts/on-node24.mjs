/** `on-node24 NAME ARGS`: a tool of node_modules on Node 24, by the entry that its package names. */
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { projectRoot, runInForeground } from './lib/processes.mjs'
import { endWithError, SetUpError } from './lib/report.mjs'
import { setUpTools } from './lib/set-up.mjs'

/** Commands whose package has another name. */
const packageOf = { tsc: 'typescript', depcruise: 'dependency-cruiser', playwright: '@playwright/test' }

/** @param {string} name */
function entryOf(name) {
  const packageName = packageOf[/** @type {keyof typeof packageOf} */ (name)] ?? name
  const manifest = join(projectRoot, 'node_modules', packageName, 'package.json')
  const { bin } = JSON.parse(readFileSync(manifest, 'utf8'))
  const entry = typeof bin === 'string' ? bin : bin?.[name]
  if (!entry) throw new SetUpError(`The package ${packageName} has no command ${name}.`)
  return join(dirname(manifest), entry)
}

try {
  const [name = '', ...parameters] = process.argv.slice(2)
  const { node24 } = await setUpTools()
  process.exitCode = await runInForeground(node24, [entryOf(name), ...parameters])
} catch (error) {
  endWithError(error)
}
