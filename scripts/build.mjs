/** `npm run build`: builds anew, as set-up does. */
import { endWithError } from './lib/report.mjs'
import { setUpBuild } from './lib/set-up.mjs'

try {
  await setUpBuild()
} catch (error) {
  endWithError(error)
}
