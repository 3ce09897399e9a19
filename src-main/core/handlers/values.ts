/** Requests for the values of runs: series, residuals, predictions, samples, and the comparison. */
import { sampleImageCount } from '../../contract/config'
import { PlateauError } from '../../contract/errors'
import { toSentLines } from '../../contract/lines'
import { sampleSizesOf } from '../../contract/run-data'
import { compareInTurns } from '../history/comparisons'
import { createListingService } from '../history/listing'
import { findRun } from '../history/references'
import { readBatchSeries, readManyEpochSeries } from '../history/series'
import { readSamples } from '../figures/read'
import type { HandlerOptions, HandlersOf } from './shared'

/** What runs recorded, and what follows from it. */
export function createValueHandlers({
  store,
  runs,
  residuals,
  predictions,
  inspections,
  lines,
}: HandlerOptions): HandlersOf<
  | `series.${string}`
  | `residuals.${string}`
  | `predictions.${string}`
  | `inside.${string}`
  | `samples.${string}`
  | `comparison.${string}`
> {
  const listing = createListingService(store, (list) => runs.summaries(list))
  return {
    'series.epochs': async ({ runs: references }) => ({ runs: await readManyEpochSeries(store, references) }),
    'series.batches': ({ run: reference, key, buckets }) => {
      const run = findRun(store, reference)
      return readBatchSeries(store, run, key, buckets)
    },
    'series.lines': async (input, session) => ({ lines: toSentLines(await lines.read(input, session)) }),
    'residuals.get': ({ run }) => ({ residuals: residuals.read(findRun(store, run)) }),
    'residuals.measure': async ({ run }) => ({ residuals: await residuals.measure(findRun(store, run)) }),
    'residuals.cancel': ({ run }) => {
      residuals.cancel(findRun(store, run).id)
      return {}
    },
    'predictions.make': ({ run, ...asked }) => predictions.make(findRun(store, run), asked),
    'inside.images': ({ run, ...asked }, session) => inspections.images(findRun(store, run), asked, session),
    'inside.layer': ({ run, ...asked }, session) => inspections.layer(findRun(store, run), asked, session),
    'inside.cancel': (_, session) => {
      inspections.leave(session)
      return {}
    },
    'samples.get': ({ run }) => readSamples(store, findRun(store, run)),
    'samples.at': ({ run: reference, epoch }) => {
      const run = findRun(store, reference)
      const outputs = store.samples.getOutputs(run.id, epoch, sampleSizesOf(run.recipe ?? {}, sampleImageCount))
      if (outputs === null) throw new PlateauError('invalid-input', `${run.name} has no outputs of epoch ${epoch}.`)
      return outputs
    },
    'comparison.get': async ({ runs: references, ...choices }) =>
      compareInTurns(store, await listing.resolve(references, undefined), choices),
  }
}
