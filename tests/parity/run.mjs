/** Loads the comparison, which is TypeScript, through Vite's module runner: nothing of it is built. */
import { resolve } from 'node:path'
import { runnerImport } from 'vite'

const at = (/** @type {string} */ path) => resolve(import.meta.dirname, path)
const { module } = await runnerImport(at('main.ts'), {
  configFile: false,
  logLevel: 'error',
  resolve: { alias: { '@contract': at('../../src-main/contract'), '@protocol': at('../../src-main/protocol') } },
})
process.exitCode = await /** @type {{ main(parameters: string[]): Promise<number> }} */ (module).main(
  process.argv.slice(2),
)
