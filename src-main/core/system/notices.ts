/** What happened while nobody looked: told once, at the first question after it. */
import type { Store } from '../../store/store'
import type { ClientSession } from '../server'

const settingKey = 'core.interruptions-told-until'

/** A sentence, and the run that it is of. */
export type Notice = { readonly run: string; readonly sentence: string }

export type Notices = {
  /**
   * One sentence for each run that was interrupted since the last time somebody was told. A window may ask as often as it
   * likes; of command lines, which follow each other quickly, the first one is told.
   */
  read(session: Pick<ClientSession, 'id' | 'client'>): readonly Notice[]
}

/** To be made once the runs that a dead core left behind were ended. */
export function createNotices(store: Store): Notices {
  const toldUntil = store.settings.get(settingKey) ?? ''
  const notices = store.runs.listInterrupted(toldUntil).map(({ id, name, endMessage }): Notice => ({
    run: id,
    sentence: `${name} was interrupted. ${endMessage ?? ''}`.trim(),
  }))
  let toldFirst: number | null = null
  return {
    read({ id, client }) {
      if (toldFirst === null) {
        toldFirst = id
        if (notices.length > 0) store.settings.set(settingKey, new Date().toISOString())
      }
      return client === 'cli' && toldFirst !== id ? [] : notices
    },
  }
}
