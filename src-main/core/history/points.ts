/** Clients hear of points now and then, however fast they come. */
import type { EventBus } from '../events'

/** A series is told of ten times a second at most. */
const tellMilliseconds = 100

export type Announcer = ReturnType<typeof createAnnouncer>

/** Tells of each series at once, and then no sooner than {@link tellMilliseconds} later with what it has by then. */
export function createAnnouncer(events: EventBus) {
  const waiting = new Map<string, { readonly timer: NodeJS.Timeout; latest: (() => void) | null }>()

  function rest(id: string) {
    const timer = setTimeout(() => {
      const latest = waiting.get(id)?.latest
      waiting.delete(id)
      if (!latest) return
      latest()
      rest(id)
    }, tellMilliseconds)
    waiting.set(id, { timer, latest: null })
  }

  return {
    say(run: string, key: string, count: number): void {
      const id = `${run} ${key}`
      const tell = () => events.publish('points-appended', { run, key, count })
      const entry = waiting.get(id)
      if (entry) {
        entry.latest = tell
        return
      }
      tell()
      rest(id)
    },
    close(): void {
      for (const { timer, latest } of waiting.values()) {
        clearTimeout(timer)
        latest?.()
      }
      waiting.clear()
    },
  }
}
