/** Facts that the core tells its clients. */
import type { EventName, EventPayload, PlateauEvent } from '../contract/events'

export type EventBus = {
  publish<Name extends EventName>(event: Name, payload: EventPayload<Name>): void
  /** Calling what it returns ends that. */
  subscribe(listener: (event: PlateauEvent) => void): () => void
}

export function createEventBus(): EventBus {
  const listeners = new Set<(event: PlateauEvent) => void>()
  return {
    publish(event, payload) {
      for (const listener of listeners) listener({ event, payload } as PlateauEvent)
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
