/** `npm run setup`: everything that is missing, also what failed lately. */
import { endWithError, say } from './lib/report.mjs'
import { setUp } from './lib/set-up.mjs'

try {
  await setUp({ retry: true, needsData: true, needsWindow: true })
  say('Plateau is set up. Start it with: npm start')
} catch (error) {
  endWithError(error)
}
