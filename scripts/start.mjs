/** `npm start`: set-up, then the window, or where that cannot be, the page with its link. */
import { join } from 'node:path'
import { findElectronBinary } from '../src-main/platform/electron-binary.mjs'
import { projectRoot, runInForeground } from './lib/processes.mjs'
import { endWithError, say } from './lib/report.mjs'
import { setUp } from './lib/set-up.mjs'

const hasDisplay = () => process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)

try {
  const { node24 } = await setUp({ needsWindow: hasDisplay() })
  const electron = findElectronBinary()
  const forwarded = process.argv.slice(2)
  if (electron && hasDisplay()) {
    const isRoot = process.platform === 'linux' && process.getuid?.() === 0
    if (isRoot) say('Electron does not run its sandbox as root: started without it.')
    const env = { ...process.env, PLATEAU_NODE: node24 }
    process.exitCode = await runInForeground(
      electron.path,
      [...(isRoot ? ['--no-sandbox'] : []), projectRoot, ...forwarded],
      env,
    )
  } else {
    const named = process.env.PLATEAU_ELECTRON || process.env.ELECTRON_OVERRIDE_DIST_PATH
    const missing = named ? `There is no Electron at ${named}` : 'There is no Electron binary'
    say(`${electron ? 'There is no display' : missing}, so Plateau opens as a page.`)
    process.exitCode = await runInForeground(node24, [join(projectRoot, 'out', 'main', 'web.js'), ...forwarded])
  }
} catch (error) {
  endWithError(error)
}
