/** Typst in a thread of its own, from the core's side: started for each document, ended with it. */
import { PlateauError } from '../../contract/errors'
import type { FigureStyle } from '../../contract/figure'
import { entryPath } from '../../platform/spawn-node'
import { createThread } from '../thread'
import type { TypesetAnswer, TypesetRequest } from './typeset/main'

export type Typesetter = {
  /**
   * @param source Typst's own language.
   * @param font what it sets text in, beside Computer Modern.
   * @param files pictures that it names, by their paths.
   * @param signal takes the thread from a document that is cancelled.
   * @returns a PDF. @throws PlateauError `drawing-unavailable` where Typst cannot run, `invalid-input` where it takes too long, `internal` for a source that it refuses.
   */
  typeset(
    source: string,
    font: FigureStyle['font'],
    files: readonly { readonly path: string; readonly bytes: Uint8Array }[],
    signal?: AbortSignal,
  ): Promise<Uint8Array>
  close(): void
}

/** A report of a hundred figures takes ten seconds. */
const mostSeconds = 120

/** @param script what the thread runs */
export function createTypesetter(script: () => string = () => entryPath('typeset')): Typesetter {
  const thread = createThread<TypesetRequest, TypesetAnswer>({
    script,
    work: 'Typesetting this report',
    advice: 'Export it as HTML, Markdown or LaTeX, or use fewer figures.',
    failure: 'Reports cannot be typeset on this machine',
    failureCode: 'drawing-unavailable',
    limitSeconds: mostSeconds,
    isKept: false,
  })
  return {
    async typeset(source, font, files, signal) {
      const answer = await thread.ask({ source, font, files: [...files] }, signal)
      if ('pdf' in answer) return answer.pdf
      throw new PlateauError('internal', `The report could not be typeset: ${answer.error}`)
    },
    close: () => thread.close(),
  }
}
