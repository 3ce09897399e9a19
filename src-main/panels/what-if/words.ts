/** What a replayed rule did, in words and as a table. */
import { showSetting } from '@model/grouping'
import { countOf, formatDuration, formatMetric, showNumber } from '../words/format'
import { describeLoss } from '../words/run-look'
import { bestTexts, metricOfOutcomes, totalOf, type Outcome, type WatchedRule } from './what-if'

/** 1.5e-4 with a true minus. */
export const showDelta = (value: number): string => showNumber(value).replace('e-', 'e−')

/** "Patience 6, minDelta 1.5e−4". */
export function nameRule({ kind, patience, minDelta }: WatchedRule): string {
  return kind === 'none' ? 'No early stopping' : `Patience ${patience}, minDelta ${showDelta(minDelta)}`
}

/** The result in parts, those in bold marked: "Patience 6, minDelta 1.5e−4: **175 of 423 epochs** and 86 min saved, ...". */
export function describeResult(outcomes: readonly Outcome[], rule: WatchedRule): { text: string; isBold: boolean }[] {
  const metric = metricOfOutcomes(outcomes, rule)
  const { epochsRan, epochsSaved, secondsSaved, meanLost } = totalOf(outcomes)
  const name = `${nameRule(rule)}: `
  if (outcomes.every(({ stopEpoch }) => stopEpoch === null)) {
    const ranOut = outcomes.filter(({ ending }) => ending === 'ran-out').length
    const rest = ranOut === 0 ? '' : `, and ${countOf(ranOut, 'run')} would have continued past the recorded epochs`
    return [
      { text: name, isBold: false },
      { text: 'no run would have stopped', isBold: true },
      { text: `${rest}.`, isBold: false },
    ]
  }
  return [
    { text: name, isBold: false },
    { text: `${epochsSaved} of ${countOf(epochsRan, 'epoch')}`, isBold: true },
    { text: ` and ${formatDuration(secondsSaved)} saved, `, isBold: false },
    { text: meanLost === 0 ? 'no' : formatMetric(metric, meanLost), isBold: true },
    { text: ` ${metric} lost${outcomes.length > 1 ? ' on average' : ''}.`, isBold: false },
  ]
}

/** Which run loses most, how many lose nothing, and how many ran out. */
export function describeWorst(outcomes: readonly Outcome[], rule: WatchedRule): string {
  const metric = metricOfOutcomes(outcomes, rule)
  const losing = outcomes.filter(({ lost }) => lost > 0)
  const [worst] = [...losing].sort((left, right) => right.lost - left.lost)
  const parts: string[] = []
  if (worst?.best)
    parts.push(
      `${worst.run.name} loses the most: it would have stopped at epoch ${worst.stopEpoch ?? worst.ran}, before its best of ${bestTexts(outcomes)(worst.best.value)} at epoch ${worst.best.epoch}.`,
    )
  const unharmed = outcomes.filter(({ lost }) => lost === 0).length
  if (worst && unharmed > 0) parts.push(`${unharmed === 1 ? 'One run loses' : `${unharmed} runs lose`} nothing.`)
  const ranOut = outcomes.filter(({ ending }) => ending === 'ran-out').length
  if (ranOut > 0 && ranOut < outcomes.length)
    parts.push(
      `${ranOut === 1 ? 'One run' : `${ranOut} runs`} ran out: under this rule, training would have continued.`,
    )
  if (metric !== rule.monitor)
    parts.push(`Compared on ${metric}, because ${rule.monitor} has a different scale for each loss.`)
  return parts.join(' ')
}

/** What an epoch must do to be quiet, under each rule. */
export function explainRule({ kind, monitor }: WatchedRule): string {
  switch (kind) {
    case 'previous-epoch':
      return `An epoch is quiet when ${monitor} changes by at most minDelta from the previous epoch, up or down.`
    case 'best-so-far':
      return `An epoch is quiet when ${monitor} does not beat the best so far by more than minDelta.`
    case 'none':
      return 'Every run trains for all of its epochs.'
  }
}

/** "59", "ran out", or "all 100". */
export function describeStop({ ending, stopEpoch, ran }: Outcome): string {
  if (ending === 'stop') return String(stopEpoch)
  return ending === 'limit' ? `all ${ran}` : 'ran out'
}

/** The table for a spreadsheet, values in full. */
export function toTable(outcomes: readonly Outcome[], rule: WatchedRule): string {
  const metric = metricOfOutcomes(outcomes, rule)
  const head = ['run', 'architecture', 'loss', 'epochs run', 'would stop at', 'epochs saved', 'seconds saved']
  head.push(`best ${metric} by then`, 'at epoch', `overall best ${metric}`, 'at epoch', `${metric} lost`)
  const rows = outcomes.map((outcome) => {
    const { run, ran, epochsSaved, secondsSaved, bestUntilThen, best, lost } = outcome
    const metrics = [bestUntilThen?.value, bestUntilThen?.epoch, best?.value, best?.epoch]
    return [
      ...[run.name.replaceAll(/[\t\n]/g, ' '), showSetting(run.config.architecture), describeLoss(run.config), ran],
      ...[describeStop(outcome), epochsSaved, secondsSaved],
      ...metrics.map((value) => value ?? ''),
      Number.isNaN(lost) ? '' : lost,
    ].join('\t')
  })
  return [head.join('\t'), ...rows].join('\n')
}
