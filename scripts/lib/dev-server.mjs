/**
 * Vite's development server for the renderer, a program of its own on Node 24: `npm run dev` starts it, is told its address over IPC, and ends it by
 * hanging up.
 */
import { realpathSync } from 'node:fs'
import { createServer as createHttpServer } from 'node:http'
import { join } from 'node:path'
import { createServer, loadConfigFromFile, mergeConfig } from 'vite'
import { projectRoot } from './processes.mjs'

/** The renderer's part of the configuration that the product is built with. */
async function rendererConfig() {
  const file = join(projectRoot, 'electron.vite.config.ts')
  const loaded = await loadConfigFromFile({ command: 'serve', mode: 'development' }, file)
  const config = /** @type {{ renderer?: import('vite').UserConfig } | undefined} */ (loaded?.config)
  if (!config?.renderer) throw new Error(`${file} says nothing of the renderer.`)
  return config.renderer
}

const http = createHttpServer()
await new Promise((listening, failed) => {
  http.once('error', failed)
  http.listen(0, '127.0.0.1', () => listening(undefined))
})
const address = http.address()
if (address === null || typeof address === 'string') throw new Error('The development server has no port.')

const vite = await createServer(
  mergeConfig(await rendererConfig(), {
    configFile: false,
    // Beside the sources, where it is ignored: node_modules may be shared.
    cacheDir: join(projectRoot, '.cache', 'vite'),
    logLevel: 'warn',
    clearScreen: false,
    server: {
      middlewareMode: true,
      // The page comes from the host; its updates come from here.
      ws: { server: http, host: '127.0.0.1', clientPort: address.port, protocol: 'ws' },
      // Fonts and packages lie outside the renderer's folder.
      fs: { allow: [projectRoot, realpathSync(join(projectRoot, 'node_modules'))] },
    },
  }),
)
http.on('request', vite.middlewares)
process.send?.({ address: `http://127.0.0.1:${address.port}` })

// Ctrl-C reaches every process of a terminal; this one ends when nobody needs it any more.
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, () => undefined)
process.once('disconnect', () => {
  http.closeAllConnections()
  http.close()
  void vite.close().finally(() => process.exit(0))
})
