/** `npm run test:parity -- --python PATH`: set-up, so that what is compared is the built product, then the comparison on Node 24. */
import { runInForeground } from './lib/processes.mjs'
import { endWithError } from './lib/report.mjs'
import { setUp } from './lib/set-up.mjs'

try {
  const { node24 } = await setUp()
  process.exitCode = await runInForeground(node24, ['tests/parity/run.mjs', ...process.argv.slice(2)])
} catch (error) {
  endWithError(error)
}
