/** Tools that do not run on the Node that they were started with. */
import { spawnSync } from 'node:child_process'
import { basename, join } from 'node:path'
import { isNewEnough } from '../../src-main/platform/node24.mjs'
import { projectRoot } from './processes.mjs'
import { say, SetUpError } from './report.mjs'

/** Told to the tool that is started instead, so that it is not done twice. */
const mark = 'PLATEAU_NEWER_NODE'

/**
 * Called by a tool's configuration. On an older Node the command as it was typed runs on the Node of set-up, and this process ends with its
 * exit code; whatever else reads the configuration is refused.
 * @param {string} tool its command
 * @throws {SetUpError} where there is no such command to go on with
 */
export function continueOnNewerNode(tool) {
  if (isNewEnough(process.versions.node)) return
  const [, program = '', ...parameters] = process.argv
  const isTool = basename(program).replace(/\.[cm]?js$/, '') === tool
  if (!isTool || process.env[mark])
    throw new SetUpError(`${tool} does not run on Node ${process.versions.node}. Start it with: npm run test:unit`)
  say(`${tool} does not run on Node ${process.versions.node}: Plateau's own Node runs it.`)
  const { status, signal } = spawnSync(
    process.execPath,
    [join(projectRoot, 'scripts', 'on-node24.mjs'), tool, ...parameters],
    { stdio: 'inherit', env: { ...process.env, [mark]: '1' } },
  )
  process.exit(status ?? (signal === null ? 1 : 130))
}
