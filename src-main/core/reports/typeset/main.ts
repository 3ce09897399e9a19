/** The thread that typesets a report: Typst compiles the source to a PDF, with the fonts that come with Plateau and no others. */
import { readFileSync } from 'node:fs'
import { parentPort } from 'node:worker_threads'
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler'
import type { FigureStyle } from '../../../contract/figure'
import { computerModernFolder, fontFiles, scriptFamily } from '../../figures/font-files'
import type { ThreadAnswer, ThreadRequest } from '../../thread'
import { unpackWoff } from './woff'

export type TypesetRequest = {
  readonly source: string
  /** What the text is set in; Computer Modern is there for all. */
  readonly font: FigureStyle['font']
  readonly files: readonly { readonly path: string; readonly bytes: Uint8Array }[]
}
export type TypesetAnswer = { readonly pdf: Uint8Array } | { readonly error: string }

/** Everything is in memory: the folder is a name, and nothing under it is read. */
const folder = '/plateau-report'

/** Of text, and of headings and what is strong. */
const weights = [400, 700] as const

/** Typst reads no WOFF, and takes one file of a family alone: those fonts are unpacked, and each script is a family. */
const unpackedFonts = (font: FigureStyle['font']): Buffer[] =>
  fontFiles(font, weights)
    .filter(({ path }) => path.endsWith('.woff'))
    .map(({ path, script }) => unpackWoff(readFileSync(path), scriptFamily(font, script)))

function typeset({ source, font, files }: TypesetRequest): TypesetAnswer {
  const compiler = NodeCompiler.create({
    workspace: folder,
    fontArgs: [{ fontBlobs: unpackedFonts(font) }, { fontPaths: [computerModernFolder()] }],
  })
  for (const { path, bytes } of files) compiler.mapShadow(`${folder}/${path}`, Buffer.from(bytes))
  compiler.addSource(`${folder}/main.typ`, source)
  const compiled = compiler.compile({ mainFilePath: `${folder}/main.typ` })
  const document = compiled.result
  if (document === null) {
    const failure = compiled.takeDiagnostics()
    const [first] = (failure?.shortDiagnostics ?? []) as { message?: string }[]
    return { error: first?.message ?? 'Typst gives no reason.' }
  }
  return { pdf: compiler.pdf(document, { creationTimestamp: Math.floor(Date.now() / 1_000) }) }
}

parentPort?.on('message', ({ id, request }: ThreadRequest<TypesetRequest>) => {
  parentPort?.postMessage({ id, answer: typeset(request) } satisfies ThreadAnswer<TypesetAnswer>)
})
