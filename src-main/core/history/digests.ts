/** What a summary says of a run's epochs: worked out once a run has ended, and kept beside its packed columns. */
import { z } from 'zod'
import { fromJsonNumber, stringifyJson } from '../../contract/numbers'
import { seriesDigestSchema, type RunSummary, type SeriesDigest } from '../../contract/run'
import { flatRecord } from '../../protocol/config'
import { digestSeries } from '../../model/digests'
import type { StoredRun } from '../../store/runs'
import { readStored } from '../../store/stored-json'
import type { Store } from '../../store/store'
import { overallRate } from '../../maths/rates'
import { log } from '../log'

export type EpochDigest = Pick<RunSummary, 'epochs' | 'trainingSeconds' | 'imagesPerSecond' | 'series' | 'sparkline'>

const sparklineValues = 40

/** At most `count` of the finite values, evenly picked, the first and the last among them. */
export function pickEvenly(values: readonly number[], count: number): number[] {
  const finite = values.filter(Number.isFinite)
  if (finite.length <= count) return finite
  return Array.from(
    { length: count },
    (_, index) => finite[Math.round((index * (finite.length - 1)) / (count - 1))] ?? 0,
  )
}

function digestEpochs(store: Store, run: string): EpochDigest {
  const epochs = store.epochs.list(run)
  const values = store.epochs.values(run)
  const series = flatRecord(
    [...values].flatMap(([key, points]) =>
      points.length === 0
        ? []
        : [
            [
              key,
              digestSeries(
                'epoch',
                points.map(([epoch]) => epoch),
                points.map(([, value]) => value),
              ),
            ] as const,
          ],
    ),
  )
  return {
    epochs: epochs.length,
    // An epoch whose seconds cannot be read counts for none.
    trainingSeconds: epochs.reduce((sum, { seconds }) => sum + (Number.isNaN(seconds) ? 0 : seconds), 0),
    // Every epoch has the same images.
    imagesPerSecond: overallRate(epochs.map(({ imagesPerSecond }) => ({ amount: 1, rate: imagesPerSecond }))),
    series,
    sparkline: pickEvenly(
      (values.get('val_mse') ?? []).map(([, value]) => value),
      sparklineValues,
    ),
  }
}

const writtenNumber = z
  .union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity'])])
  .transform((written): number => fromJsonNumber(written) ?? Number.NaN)

/**
 * Counted up when a digest says something else of the same epochs. 2: `imagesPerSecond` is images over seconds. 3: a series has its extremes
 * instead of a best.
 */
const digestVersion = 3

const writtenSchema = z.object({
  version: z.literal(digestVersion),
  epochs: z.int().min(0),
  trainingSeconds: z.number(),
  imagesPerSecond: z.number().nullable(),
  series: z.array(z.tuple([z.string(), seriesDigestSchema.extend({ last: writtenNumber.nullable() })])),
  sparkline: z.array(z.number()),
})

/**
 * As {@link packEnded} has written it: JSON, in which NaN and the infinities stand by name.
 * @returns null for one of an earlier version, and for one that is damaged: the epochs themselves are the truth
 */
function parseDigest(text: string): EpochDigest | null {
  const read = readStored(text, writtenSchema)
  if (!read.ok) return null
  const { version: _version, series, ...digest } = read.value
  return { ...digest, series: flatRecord(series) }
}

const writeDigest = ({ series, ...digest }: EpochDigest): string =>
  stringifyJson({ version: digestVersion, ...digest, series: Object.entries(series) })

/** From what was kept, else from the epochs themselves. */
export function readDigest(store: Store, run: string): EpochDigest {
  const kept = store.epochs.digest(run)
  return (kept === null ? null : parseDigest(kept)) ?? digestEpochs(store, run)
}

/** Packs those of the runs that have ended and are not packed, or were by an earlier version. What cannot be written is read from its rows, as before. */
export function packEnded(store: Store, runs: readonly Pick<StoredRun, 'id' | 'state'>[]): void {
  const isCurrent = (id: string): boolean => {
    const kept = store.epochs.digest(id)
    return kept !== null && parseDigest(kept) !== null
  }
  const loose = runs.filter(({ id, state }) => state === 'ended' && !isCurrent(id))
  if (loose.length === 0) return
  try {
    store.transaction(() => {
      for (const { id } of loose) store.epochs.pack(id, writeDigest(digestEpochs(store, id)))
    })
  } catch (error) {
    log.error(`Epochs of ${loose.length} ended runs could not be packed`, error)
  }
}

/** Digests of the series by step, worked out again where points came or went. */
export function createStepDigests(store: Store) {
  const known = new Map<number, { readonly points: number; readonly cuts: number; readonly digest: SeriesDigest }>()

  return {
    of(run: string): [string, SeriesDigest][] {
      return store.batches.keys(run).flatMap((key): [string, SeriesDigest][] => {
        const series = store.batches.find(run, key)
        const version = series === null ? null : store.batches.version(series)
        if (series === null || version === null) return []
        const before = known.get(series)
        if (before?.points === version.points && before.cuts === version.cuts) return [[key, before.digest]]
        const { steps, values } = store.batches.read(series)
        const digest = digestSeries('step', steps, values)
        known.set(series, { ...version, digest })
        return [[key, digest]]
      })
    },
  }
}
