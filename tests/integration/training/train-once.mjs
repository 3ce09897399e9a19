/** Runs `train-once.ts` as it is, through Vite's module runner. */
import { resolve } from 'node:path'
import { runnerImport } from 'vite'

await runnerImport(resolve(import.meta.dirname, 'train-once.ts'), { configFile: false, logLevel: 'error' })
