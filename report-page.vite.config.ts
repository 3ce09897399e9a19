/** The page of HTML reports: the app's charts as one script and one style, which the core writes into each report. */
import { resolve } from 'node:path'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vite'
import { pureDeclarations } from './scripts/lib/building/pure-declarations.mjs'

const at = (path: string) => resolve(import.meta.dirname, path)
const out = process.env.PLATEAU_OUT_DIRECTORY ?? 'out'

export default defineConfig({
  root: at('src-renderer/report-page'),
  resolve: {
    alias: Object.fromEntries(
      ['protocol', 'recipes', 'contract', 'maths', 'model', 'charts', 'panels'].map((folder) => [
        `@${folder}`,
        at(`src-main/${folder}`),
      ]),
    ),
  },
  plugins: [svelte({ configFile: false }), pureDeclarations()],
  build: {
    target: 'chrome130',
    outDir: at(`${out}/report-page`),
    emptyOutDir: true,
    minify: true,
    lib: {
      entry: at('src-renderer/report-page/main.ts'),
      formats: ['iife'],
      name: 'PlateauReport',
      fileName: () => 'report.js',
      cssFileName: 'report',
    },
  },
})
