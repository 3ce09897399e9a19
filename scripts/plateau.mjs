/** `npm run -s plateau -- COMMAND`: the command line, after whatever set-up is missing. */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { projectRoot, runInForeground } from './lib/processes.mjs'
import { endWithError } from './lib/report.mjs'
import { setUp } from './lib/set-up.mjs'

const cli = join(projectRoot, 'out', 'main', 'cli.js')
try {
  const { node24 } = await setUp()
  if (node24 === process.execPath) {
    process.argv[1] = cli
    await import(pathToFileURL(cli).href)
  } else process.exitCode = await runInForeground(node24, [cli, ...process.argv.slice(2)])
} catch (error) {
  endWithError(error)
}
