/** How a run ended, as a notification says it. */
import { shownState, stateWords, type RunSummary } from '@contract/run'
import { decidingMetric } from '@model/digests'
import { showSetting } from '@model/values'
import { formatDuration, formatValue, plural } from './format'

/** A headline with the run's name, and what it has reached or why it ended. */
export function endingText(run: RunSummary): { title: string; body: string } {
  const { config, epochs, trainingSeconds, endMessage } = run
  const { key, metric: best } = decidingMetric(run)
  const lines = [
    `${showSetting(config.architecture)} ${showSetting(config.loss)}, ${plural(epochs, 'epoch')} in ${formatDuration(trainingSeconds)}.`,
    ...(best === undefined ? [] : [`Best ${key} ${formatValue(best.best)} at epoch ${best.bestEpoch}.`]),
    ...(endMessage === null ? [] : [endMessage]),
  ]
  return { title: `${run.name}: ${stateWords[shownState(run)]}`, body: lines.join(' ') }
}
