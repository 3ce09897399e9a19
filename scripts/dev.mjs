/** `npm run dev`: Plateau as `npm start` opens it, with a renderer that changes while it is worked on. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { findElectronBinary } from '../src-main/platform/electron-binary.mjs'
import { openPlateau } from './lib/open-plateau.mjs'
import { projectRoot } from './lib/processes.mjs'
import { endWithError, say, SetUpError } from './lib/report.mjs'
import { setUp } from './lib/set-up.mjs'
import { hasDisplay } from './lib/window.mjs'

/**
 * @param {string} node24
 * @returns {Promise<{ address: string, close: () => Promise<void> }>}
 */
async function startDevServer(node24) {
  const child = spawn(node24, [join(projectRoot, 'scripts', 'lib', 'dev-server.mjs')], {
    cwd: projectRoot,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  const address = await new Promise((resolve, reject) => {
    child.once('message', (message) => resolve(/** @type {{ address: string }} */ (message).address))
    child.once('error', reject)
    child.once('exit', () => reject(new SetUpError('The development server did not start; its reason stands above.')))
  })
  return {
    address,
    async close() {
      if (child.connected) child.disconnect()
      await ended
    },
  }
}

try {
  const { node24 } = await setUp({ needsWindow: hasDisplay() })
  const server = await startDevServer(node24)
  say(
    'Changes in src-renderer, and in what it imports of src-main, show at once; core and hosts are those of this start.',
  )
  try {
    process.exitCode = await openPlateau({
      node24,
      electron: findElectronBinary(),
      parameters: process.argv.slice(2),
      env: { ...process.env, PLATEAU_DEV_SERVER: server.address },
    })
  } finally {
    await server.close()
  }
} catch (error) {
  endWithError(error)
}
