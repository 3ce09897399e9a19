/** What happened while nobody looked: told once, at the first question after it. */
import type { Store } from '../../store/store'
import type { ClientSession } from '../server'

const settingKey = 'core.interruptions-told-until'

export type Notices = {
  /**
   * One sentence for each run that was interrupted since the last time somebody was told. A window may ask as often as it
   * likes; of command lines, which follow each other quickly, the first one is told.
   */
  read(session: Pick<ClientSession, 'id' | 'client'>): readonly string[]
}

/** To be made once the runs that a dead core left behind were ended. */
export function createNotices(store: Store): Notices {
  const toldUntil = store.settings.get(settingKey) ?? ''
  const sentences = store.runs
    .listInterrupted(toldUntil)
    .map(({ name, endMessage }) => `${name} was interrupted. ${endMessage ?? ''}`.trim())
  let toldFirst: number | null = null
  return {
    read({ id, client }) {
      if (toldFirst === null) {
        toldFirst = id
        if (sentences.length > 0) store.settings.set(settingKey, new Date().toISOString())
      }
      return client === 'cli' && toldFirst !== id ? [] : sentences
    },
  }
}
