/** `npm run setup`: everything that is missing, and native TensorFlow even if it failed lately. */
import { endWithError, say } from './lib/report.mjs'
import { setUp } from './lib/set-up.mjs'

try {
  await setUp({ force: true })
  say('Plateau is set up. Start it with: npm start')
} catch (error) {
  endWithError(error)
}
