/** `npm start`: set-up, then the window, or where that cannot be, the page with its link. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { cacheDirectory } from '../src-main/platform/paths.mjs'
import { electronPackageDirectory, findElectronBinary } from '../src-main/platform/electron-binary.mjs'
import { readJson, writeJson } from './lib/files.mjs'
import { projectRoot, run, runInForeground } from './lib/processes.mjs'
import { endWithError, say, withProgress } from './lib/report.mjs'
import { setUp } from './lib/set-up.mjs'

const hasDisplay = () => process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)

/** Electron's own download, tried once a day: its package does not bring the binary. */
async function fetchElectron(/** @type {string} */ node24) {
  const folder = electronPackageDirectory()
  const memory = join(cacheDirectory(), 'electron-download.json')
  const last = readJson(memory)
  if (!folder || !existsSync(join(folder, 'install.js')) || (last && Date.now() - Date.parse(last.time) < 86_400_000))
    return
  await withProgress('Fetching Electron', async () => {
    const { code } = await run(node24, ['install.js'], { cwd: folder, timeout: 180_000 })
    if (code !== 0) writeJson(memory, { time: new Date().toISOString() })
  })
}

try {
  const { node24 } = await setUp()
  if (hasDisplay() && findElectronBinary() === null) await fetchElectron(node24)
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
    say(
      electron
        ? 'There is no display, so Plateau opens as a page.'
        : 'There is no Electron binary, so Plateau opens as a page.',
    )
    process.exitCode = await runInForeground(node24, [join(projectRoot, 'out', 'main', 'web.js'), ...forwarded])
  }
} catch (error) {
  endWithError(error)
}
