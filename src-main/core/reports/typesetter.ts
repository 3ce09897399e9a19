/** Typst in a thread of its own, from the core's side: started for each document, ended with it. */
import { Worker } from 'node:worker_threads'
import { PlateauError } from '../../contract/errors'
import type { FigureStyle } from '../../contract/figure'
import { entryPath } from '../../platform/spawn-node'
import type { TypesetAnswer, TypesetRequest } from './typeset/main'

export type Typesetter = {
  /**
   * @param source Typst's own language.
   * @param font what it sets text in, beside Computer Modern.
   * @param files pictures that it names, by their paths.
   * @returns a PDF. @throws PlateauError `drawing-unavailable` where Typst cannot run, `internal` for a source that it refuses.
   */
  typeset(
    source: string,
    font: FigureStyle['font'],
    files: readonly { readonly path: string; readonly bytes: Uint8Array }[],
  ): Promise<Uint8Array>
}

export function createTypesetter(): Typesetter {
  return {
    typeset: (source, font, files) =>
      new Promise((resolve, reject) => {
        const unavailable = (cause: unknown) =>
          reject(
            new PlateauError(
              'drawing-unavailable',
              `Reports cannot be typeset on this machine: ${cause instanceof Error ? cause.message : String(cause)}`,
              { cause },
            ),
          )
        const worker = new Worker(entryPath('typeset'), {
          workerData: { source, font, files: [...files] } satisfies TypesetRequest,
        })
        worker.once('message', (answer: TypesetAnswer) => {
          if ('pdf' in answer) resolve(answer.pdf)
          else reject(new PlateauError('internal', `The report could not be typeset: ${answer.error}`))
        })
        worker.once('error', unavailable)
        // After an answer this settles nothing.
        worker.once('exit', () => unavailable('the thread ended without an answer.'))
      }),
  }
}
