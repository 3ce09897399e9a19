/** A core in memory behind a real `Transport`: answers by a table, and lets a test say what happens. */
import type { RequestName, RequestOutput, SeriesOfRun } from '@contract/api'
import { PlateauError, toWireError } from '@contract/errors'
import type { PlateauEvent } from '@contract/events'
import { epochMetricKeys } from '@contract/metrics'
import type { Reply, Transport } from '@contract/transport'

type Answers = { [Name in RequestName]?: (input: never) => RequestOutput<Name> | Promise<RequestOutput<Name>> }

export class FakeCore implements Transport {
  readonly asked: { name: string; input: unknown }[] = []
  readonly eventListeners = new Set<(event: PlateauEvent) => void>()
  readonly closeListeners = new Set<(reason: string) => void>()
  closed = false
  lost: string | null = null
  readonly answers: Answers

  constructor(answers: Answers) {
    this.answers = answers
  }

  async invoke(name: RequestName, input: unknown): Promise<Reply> {
    if (this.lost !== null) throw new PlateauError('core-gone', this.lost)
    this.asked.push({ name, input })
    const answer = this.answers[name] as ((input: unknown) => unknown) | undefined
    try {
      if (answer === undefined) throw new PlateauError('internal', `Nobody expected ${name}.`)
      return { ok: true, value: await answer(input) }
    } catch (error) {
      return { ok: false, error: toWireError(error) }
    }
  }

  onEvent(listener: (event: PlateauEvent) => void) {
    this.eventListeners.add(listener)
    return () => this.eventListeners.delete(listener)
  }

  onClose(listener: (reason: string) => void) {
    this.closeListeners.add(listener)
    return () => this.closeListeners.delete(listener)
  }

  close() {
    this.closed = true
  }

  emit(event: PlateauEvent) {
    for (const listener of this.eventListeners) listener(event)
  }

  die(reason = 'The Plateau core has stopped.') {
    this.lost = reason
    for (const listener of this.closeListeners) listener(reason)
  }
}

/** A series of `epochs` epochs, every value of metric m at epoch e being e + index of m / 10. */
export function fakeSeries(run: string, epochs: number): SeriesOfRun {
  const numbers = Array.from({ length: epochs }, (_, index) => index + 1)
  return {
    run,
    epochs: Int32Array.from(numbers),
    elapsedSeconds: Float64Array.from(numbers, (epoch) => epoch * 2),
    values: Object.fromEntries(
      epochMetricKeys.map((key, at) => [key, Float64Array.from(numbers, (epoch) => epoch + at / 10)]),
    ),
  }
}
