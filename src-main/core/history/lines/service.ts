/** Lines for clients, in slices; what a client asked for that has left is let go. */
import { PlateauError } from '../../../contract/errors'
import type { Line, LinesInput } from '../../../contract/lines'
import type { Store } from '../../../store/store'
import type { ClientSession } from '../../server'
import { prepareLines, readLines } from './lines'

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
  return {
    async read(input, session) {
      const controller = new AbortController()
      active.set(controller, session.id)
      try {
        const prepared = await prepareLines(store, input, controller)
        return readLines(store, input, prepared)
      } finally {
        active.delete(controller)
      }
    },
    leave: ({ id }) => end(id),
    close: () => end(null),
  }
}
