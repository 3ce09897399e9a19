/** Lines for clients, in slices; what a client asked for that has left is let go. */
import { PlateauError } from '../../../contract/errors'
import type { Line, LinesInput } from '../../../contract/lines'
import type { Store } from '../../../store/store'
import type { ClientSession } from '../../server'
import { createTurns, type Steps, type TurnOptions } from '../../turns'
import { prepareLines, readLines, type PreparedLines } from './lines'

/** Lines that are read without a pause: a few milliseconds of work. */
const linesAtOnce = 25

export type LineService = {
  /** @throws PlateauError as readLines does, and `cancelled` once its client has left */
  read(input: LinesInput, session: Pick<ClientSession, 'id'>): Promise<Line[]>
  leave(session: Pick<ClientSession, 'id'>): void
  /** The core ends: nothing is read any more. */
  close(): void
}

export function createLineService(store: Store): LineService {
  const active = new Map<AbortController, number>()
  const end = (session: number | null) => {
    for (const [controller, owner] of active)
      if (session === null || owner === session)
        controller.abort(new PlateauError('cancelled', 'Nobody waits for these lines any more.'))
  }
  /** A part of the lines after the other: a thousand of them would hold up everybody else. */
  async function readInTurns(input: LinesInput, prepared: PreparedLines, options: TurnOptions): Promise<Line[]> {
    const lines: Line[] = []
    function* parts(): Steps<void> {
      for (let from = 0; from < input.series.length; from += linesAtOnce) {
        lines.push(...readLines(store, { ...input, series: input.series.slice(from, from + linesAtOnce) }, prepared))
        yield
      }
    }
    await createTurns(options).take(parts(), () => true)
    return lines
  }
  return {
    async read(input, session) {
      const controller = new AbortController()
      active.set(controller, session.id)
      try {
        const prepared = await prepareLines(store, input, controller)
        return await readInTurns(input, prepared, controller)
      } finally {
        active.delete(controller)
      }
    },
    leave: ({ id }) => end(id),
    close: () => end(null),
  }
}
