/** Series whole, for replaying a rule over them: read when they are watched, and again when they have grown. */
import { toWireError, type WireError } from '@contract/errors'
import { formatCount } from '@panels/words/format'
import { fromSentLines, type LinesInput } from '@contract/lines'
import type { SeriesDigest } from '@contract/run'
import type { Client } from '@contract/transport'
import type { MetricPoints } from '@panels/run/what-if-bar'

/** What comes whole in one answer: twice as many buckets as the contract takes. */
const mostBuckets = 8_192
const mostReplayed = 2 * mostBuckets

export type WholeSeries = MetricPoints & {
  readonly key: string
  /** Where each point lies on the axis that is shown. */
  readonly x: ArrayLike<number>
  readonly pointCount: number
  /** False where there are more points than can be replayed here. */
  readonly isWhole: boolean
}

/** Why a rule cannot be replayed over a series, as a sentence; null where it can. */
export const whyNotReplayed = ({ key, pointCount, isWhole }: Pick<WholeSeries, 'key' | 'pointCount' | 'isWhole'>) =>
  isWhole
    ? null
    : `${key} has ${formatCount(pointCount)} points, and at most ${formatCount(mostReplayed)} can be replayed here.`

export class PatienceFeed {
  readonly #client: Client
  readonly #run: string
  series = $state.raw<Readonly<Partial<Record<string, WholeSeries>>>>({})
  error = $state.raw<WireError | null>(null)
  #asked = 0

  constructor(client: Client, run: string) {
    this.#client = client
    this.#run = run
  }

  /** Reads these series, each with its own steps, its seconds, and its places along an axis. */
  async load(wanted: readonly { key: string; by: SeriesDigest['by'] }[], axis: LinesInput['x']): Promise<void> {
    const asked = (this.#asked += 1)
    try {
      const read = await Promise.all(wanted.map(({ key, by }) => this.#read(key, by, axis)))
      // Another key or axis has been chosen meanwhile.
      if (asked !== this.#asked) return
      this.series = Object.fromEntries(read.map((one) => [one.key, one]))
      this.error = null
    } catch (error) {
      if (asked === this.#asked) this.error = toWireError(error)
    }
  }

  async #read(key: string, by: SeriesDigest['by'], axis: LinesInput['x']): Promise<WholeSeries> {
    const line = async (x: LinesInput['x']) => {
      const answer = await this.#client.request('series.lines', {
        series: [{ run: this.#run, key }],
        x,
        buckets: mostBuckets,
      })
      const [found] = fromSentLines(answer.lines)
      return found
    }
    const [own, relative, placed] = await Promise.all([line(by), line('relative'), line(axis)])
    const steps = own?.x ?? new Float64Array()
    // Points that came between two answers: those that all of them have.
    const count = Math.min(steps.length, relative?.x.length ?? 0, placed?.x.length ?? 0)
    return {
      key,
      steps: steps.subarray(0, count),
      values: (own?.y ?? new Float64Array()).subarray(0, count),
      seconds: relative?.x.subarray(0, count) ?? null,
      x: (placed?.x ?? steps).subarray(0, count),
      pointCount: own?.pointCount ?? 0,
      isWhole: own?.width === null && relative?.width === null && placed?.width === null,
    }
  }
}
