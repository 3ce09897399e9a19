/** Loads TypeScript through Vite's module runner: nothing of the benchmarks is built. */
import { resolve } from 'node:path'
import { runnerImport } from 'vite'

const at = (/** @type {string} */ path) => resolve(import.meta.dirname, path)

/** @param {string} path of the module, seen from this folder @returns {Promise<unknown>} what it exports */
export async function load(path) {
  const { module } = await runnerImport(at(path), {
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
  return module
}
