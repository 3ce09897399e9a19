/** What happened while nobody looked: told once, at the first question after it. */
import type { Store } from '../../store/store'

const settingKey = 'core.interruptions-told-until'

export type Notices = {
  /** One sentence for each run that was interrupted since the last time somebody was told; the same for this core's life. */
  read(): readonly string[]
}

/** To be made once the runs that a dead core left behind were ended. */
export function createNotices(store: Store): Notices {
  const toldUntil = store.settings.get(settingKey) ?? ''
  const sentences = store.runs
    .listInterrupted(toldUntil)
    .map(({ name, endMessage }) => `${name} was interrupted. ${endMessage ?? ''}`.trim())
  let told = false
  return {
    read() {
      if (!told) {
        told = true
        if (sentences.length > 0) store.settings.set(settingKey, new Date().toISOString())
      }
      return sentences
    },
  }
}
