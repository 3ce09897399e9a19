/** `npm run bench -- NAME`: set-up, so that what is measured is the built product, then the benchmark on Node 24. */
import { runInForeground } from './lib/processes.mjs'
import { endWithError } from './lib/report.mjs'
import { setUp } from './lib/set-up.mjs'

try {
  const { node24 } = await setUp()
  process.exitCode = await runInForeground(node24, ['bench/run.mjs', ...process.argv.slice(2)])
} catch (error) {
  endWithError(error)
}
