/** Loads the benchmarks, which are TypeScript, through Vite's module runner: nothing of them is built. */
import { resolve } from 'node:path'
import { runnerImport } from 'vite'

const at = (/** @type {string} */ path) => resolve(import.meta.dirname, path)
const { module } = await runnerImport(at('main.ts'), {
  configFile: false,
  logLevel: 'error',
  resolve: {
    alias: Object.fromEntries(
      ['protocol', 'recipes', 'contract', 'maths', 'model', 'charts', 'panels'].map((folder) => [
        `@${folder}`,
        at(`../src-main/${folder}`),
      ]),
    ),
  },
})
process.exitCode = await /** @type {typeof import('./main')} */ (module).main(process.argv.slice(2))
