/** Digests of series, read for one run, for many, or for one key; those that are missing or damaged are made of the points. */
import type { BatchRepository } from './batches'
import type { EpochRepository } from './epochs'
import Sqlite from 'better-sqlite3'
import type { RunSeries, SeriesRepository } from './series'
import { emptyDigest, extendDigest } from '../model/digests'
import type { SeriesDigest } from '../contract/run'

type Sources = {
  readonly series: SeriesRepository
  readonly epochs: Pick<EpochRepository, 'column'>
  readonly batches: Pick<BatchRepository, 'find' | 'read'>
}

type Located = RunSeries & { readonly run: string }

export function createDigestReader({ series, epochs, batches }: Sources) {
  function makeAgain({ run, id, key }: Located): SeriesDigest {
    const isByStep = batches.find(run, key) !== null
    const { steps, values } = isByStep
      ? batches.read(id)
      : toPoints(epochs.column(run, key) ?? { epochs: new Int32Array(), values: new Float64Array() })
    const digest = extendDigest(emptyDigest(isByStep ? 'step' : 'epoch'), steps, values)
    try {
      series.keep(id, digest)
    } catch (error) {
      // A full disk keeps it from being stored, not from being read.
      if (!(error instanceof Sqlite.SqliteError)) throw error
    }
    return digest
  }

  const digestOf = (located: Located): SeriesDigest => located.digest ?? makeAgain(located)

  return {
    /** Of every series of a run that has points, in the order in which they were first written. */
    ofRun: (run: string): [key: string, digest: SeriesDigest][] =>
      series.ofRun(run).flatMap((one) => {
        const digest = digestOf({ ...one, run })
        return digest.count === 0 ? [] : [[one.key, digest] as [string, SeriesDigest]]
      }),
    /** As {@link ofRun}, of many runs in one query; a run without series is left out. */
    ofRuns(runs: readonly string[]): Map<string, [key: string, digest: SeriesDigest][]> {
      const found = new Map<string, [string, SeriesDigest][]>()
      for (const located of series.ofRuns(runs)) {
        const digest = digestOf(located)
        if (digest.count === 0) continue
        const ofRun = found.get(located.run)
        if (ofRun) ofRun.push([located.key, digest])
        else found.set(located.run, [[located.key, digest]])
      }
      return found
    },
    /** One key over all runs that have points of it, by run, in the order in which the runs were made. */
    ofKey: (key: string): Map<string, SeriesDigest> =>
      new Map(
        series.ofKey(key).flatMap((located) => {
          const digest = digestOf(located)
          return digest.count === 0 ? [] : [[located.run, digest] as const]
        }),
      ),
  }
}

const toPoints = ({ epochs, values }: { readonly epochs: Int32Array; readonly values: Float64Array }) => ({
  steps: epochs,
  values,
})
