/** `npm start`: set-up, then the window, or where that cannot be, the page with its link. */
import { findElectronBinary } from '../src-main/platform/electron-binary.mjs'
import { openPlateau } from './lib/open-plateau.mjs'
import { endWithError } from './lib/report.mjs'
import { setUp } from './lib/set-up.mjs'
import { hasDisplay } from './lib/window.mjs'

try {
  const { node24 } = await setUp({ needsWindow: hasDisplay() })
  process.exitCode = await openPlateau({ node24, electron: findElectronBinary(), parameters: process.argv.slice(2) })
} catch (error) {
  endWithError(error)
}
