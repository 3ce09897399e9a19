import { resolve } from 'node:path'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'electron-vite'
import type { Plugin } from 'vite'
import { pureDeclarations } from './scripts/lib/building/pure-declarations.mjs'
import { windowChunks } from './scripts/lib/building/window-chunks.mjs'

const at = (path: string) => resolve(import.meta.dirname, path)
/** Set-up builds into a folder of its own and moves it into place. */
const out = process.env.PLATEAU_OUT_DIRECTORY ?? 'out'
const alias = Object.fromEntries(
  ['protocol', 'recipes', 'contract', 'maths', 'model', 'charts', 'panels'].map((folder) => [
    `@${folder}`,
    at(`src-main/${folder}`),
  ]),
)

/** Loaded from node_modules at run time: native addons and what finds its own files; all else is bundled, for quick starts. */
const external = [
  'electron',
  'better-sqlite3',
  '@napi-rs/canvas',
  // Makes a `require` of its own, which stands in the way of the bundle's.
  'fflate',
  '@myriaddreamin/typst-ts-node-compiler',
  '@tensorflow/tfjs',
  '@tensorflow/tfjs-node',
  '@tensorflow/tfjs-backend-wasm',
  /^@tensorflow\//,
]

/** The page has many addresses, and one place for its files. electron-vite wants them beside the page, whatever `base` says. */
const filesAtRoot = { name: 'files-at-root', enforce: 'post', config: () => ({ base: '/' }) } as const

/** Lucide's own component makes each shape of each icon with effects of its own: rows of a table would be half icons. */
function ownIcons(): Plugin {
  let areOwn = false
  return {
    name: 'own-icons',
    apply: 'build',
    enforce: 'pre',
    resolveId(source, importer) {
      if (source !== '../Icon.svelte' || importer?.includes('@lucide/svelte/') !== true) return null
      areOwn = true
      return at('src-renderer/components/LucideIcon.svelte')
    },
    buildEnd(error) {
      if (error === undefined && !areOwn) this.error('Icons of Lucide are no longer drawn by ../Icon.svelte.')
    },
  }
}

/**
 * Scripts of the page in ASCII: one letter beyond Latin-1 has the whole of a script held with two bytes for each of its letters, as long as the page lives.
 */
const inAscii: Plugin = {
  name: 'in-ascii',
  apply: 'build',
  generateBundle(_options, bundle) {
    for (const file of Object.values(bundle)) {
      if (file.type !== 'chunk') continue
      // What is taken as it stands would take the escapes as they stand.
      for (const [raw] of file.code.matchAll(/String\.raw`[^`]*`/g))
        if (/[^\0-\x7f]/.test(raw)) this.error(`A raw text has letters beyond ASCII: ${raw}`)
      file.code = file.code.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    }
  },
}

/** Scripts of Node in CommonJS, though the package's own are modules: Node loads them in less time. */
const inCommonJs: Plugin = {
  name: 'in-common-js',
  apply: 'build',
  generateBundle() {
    this.emitFile({ type: 'asset', fileName: 'package.json', source: `${JSON.stringify({ type: 'commonjs' })}\n` })
  },
}

export default defineConfig({
  main: {
    resolve: { alias },
    plugins: [pureDeclarations(), inCommonJs],
    build: {
      // What the tests' Electron (Node 20.18) can run is what ships.
      target: 'node20.18',
      outDir: at(`${out}/main`),
      externalizeDeps: false,
      rolldownOptions: {
        external,
        input: {
          core: at('src-main/core/main.ts'),
          figures: at('src-main/core/figures/worker/main.ts'),
          ingest: at('src-main/core/ingest/worker/main.ts'),
          foreign: at('src-main/core/foreign/main.ts'),
          importance: at('src-main/core/importance/main.ts'),
          typeset: at('src-main/core/reports/typeset/main.ts'),
          trainer: at('src-main/training/main.ts'),
          'checkpoint-writer': at('src-main/training/checkpoints/writer-main.ts'),
          runner: at('src-main/runner/main.ts'),
          'prepare-data': at('src-main/dataset/prepare-main.ts'),
          'prepare-pictures': at('src-main/dataset/own/main.ts'),
          cli: at('src-main/hosts/cli/main.ts'),
          web: at('src-main/hosts/web/main.ts'),
        },
        output: { format: 'cjs', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  // Both of Electron's own scripts, each standing alone and as CommonJS: a sandboxed preload cannot be an ES module, and a
  // main script that loads asynchronously would come too late for what has to be said before the app is ready.
  preload: {
    resolve: { alias },
    build: {
      target: 'node20.18',
      outDir: at(`${out}/electron`),
      externalizeDeps: false,
      isolatedEntries: true,
      rolldownOptions: {
        external: ['electron'],
        input: { main: at('src-main/hosts/electron/main.ts'), preload: at('src-main/hosts/electron/preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: at('src-renderer'),
    resolve: { alias },
    plugins: [svelte(), pureDeclarations(), ownIcons(), inAscii, filesAtRoot],
    build: {
      target: 'chrome130',
      // Views come when they are needed; their styles are there from the start, in one order.
      cssCodeSplit: false,
      // The content security policy takes fonts from files, not from data in the CSS.
      assetsInlineLimit: 0,
      outDir: at(`${out}/renderer`),
      // Read, compiled and kept in memory by each window.
      minify: true,
      emptyOutDir: true,
      rolldownOptions: {
        input: { index: at('src-renderer/index.html') },
        output: { codeSplitting: windowChunks },
      },
    },
  },
})
