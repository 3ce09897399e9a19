/** The thread that typesets a report: Typst compiles the source to a PDF, with the fonts that come with Plateau and no others. */
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler'

export type TypesetRequest = {
  readonly source: string
  readonly files: readonly { readonly path: string; readonly bytes: Uint8Array }[]
}
export type TypesetAnswer = { readonly pdf: Uint8Array } | { readonly error: string }

/** Everything is in memory: the folder is a name, and nothing under it is read. */
const folder = '/plateau-report'

function typeset({ source, files }: TypesetRequest): TypesetAnswer {
  const fonts = join(dirname(createRequire(import.meta.url).resolve('computer-modern/package.json')), 'fonts')
  const compiler = NodeCompiler.create({ workspace: folder, fontArgs: [{ fontPaths: [fonts] }] })
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

if (parentPort === null) throw new Error('This script is a thread of the core.')
parentPort.postMessage(typeset(workerData as TypesetRequest))
