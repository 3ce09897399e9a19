/** What a binding stands for now. Numbers are those of the comparison, so that text and verdict table say the same. */
import type { SeriesOfRun } from '@contract/api'
import type { Comparison, ComparisonGroup } from '@contract/comparison'
import type { RunConfig } from '@contract/config'
import { commonMetricKeys, describeMetric, metricCatalogue } from '@contract/metrics'
import { cameToPlannedEnd, type RunSummary } from '@contract/run'
import { directionsOf, findComparedMetric } from '@model/comparison/metric'
import { metricOf } from '@model/digests'
import { lossWords, settingName } from '@model/grouping'
import { compareSettings, identityOf, showSetting } from '@model/values'
import { rateOfRuns } from '@maths/rates'
import { describeEndings, describeSpread, showDeviation, valueTexts } from '../compare/verdict-words'
import { countOf, formatCount, formatDuration, formatMetric, formatValue } from '../words/format'
import { outcomesOf } from '../what-if/what-if'
import { describeResult } from '../what-if/words'
import { parseBinding, type Binding } from './bindings'
import { describeArchitecture, describeData, describeOptimizer, describeStoppingRule, listOf } from './descriptions'
import { describeRanking } from './ranking'
import { countGroups, digestValue, keyWords, valueUnder } from './key-values'
import { none, NoValue } from './no-value'
import { findReferred } from './references'
import { tellingKeys } from '@model/telling-settings'

export type BindingContext = {
  /** The report's, in their order. */
  readonly runs: readonly RunSummary[]
  readonly compare: (metric: string, runs: readonly RunSummary[], keys: { row: string; column: string }) => Comparison
  readonly series: (run: RunSummary) => SeriesOfRun
  /** What a block is called in text: “Figure 2”; null where there is no such block. */
  readonly numberOf: (block: string) => string | null
}

/** Text, or a sentence on why there is none. */
export type BoundValue = { readonly text: string; readonly error: null } | { readonly text: ''; readonly error: string }

/** Reads and works out what stands between two pairs of braces. Never throws: what has no value says why. */
export function evaluateBinding(expression: string, context: BindingContext): BoundValue {
  const parsed = parseBinding(expression)
  if (!parsed.ok) return { text: '', error: parsed.error }
  try {
    return { text: valueOf(parsed.binding, context), error: null }
  } catch (error) {
    if (error instanceof NoValue) return { text: '', error: error.message }
    throw error
  }
}

function valueOf(binding: Binding, context: BindingContext): string {
  switch (binding.kind) {
    case 'metric':
      return metricValue(binding, context)
    case 'sentence':
      return sentence(binding, context)
    case 'pair':
      return pairValue(binding, context)
    case 'run':
      return runValue(binding.form, referred(context, binding.of))
    case 'value':
      return valueUnder(binding.from, binding.key, referred(context, binding.of))
    case 'digest':
      return digestValue(binding.form, binding.key, referred(context, binding.of))
    case 'key':
      return keyWords(binding.form, binding.key, context.runs)
    case 'groups': {
      const runs = referred(context, binding.of)
      return countGroups(runs, binding.by ?? tellingKeys(runs))
    }
    case 'what-if': {
      const rule = { ...binding, kind: 'previous-epoch' as const }
      const recorded = referred(context, binding.of)
        .filter(({ epochs }) => epochs > 0)
        .map((run) => ({ run, series: context.series(run) }))
      if (recorded.length === 0) return none('No run has finished an epoch.')
      const outcomes = outcomesOf(recorded, rule)
      return describeResult(outcomes, rule)
        .map(({ text }) => text)
        .join('')
    }
    case 'number':
      return context.numberOf(binding.block) ?? none(`The report has no figure or table “${binding.block}”.`)
  }
}

function referred({ runs }: BindingContext, reference: string | null): readonly RunSummary[] {
  if (reference === null) return runs.length > 0 ? runs : none('The report has no runs.')
  const found = findReferred(runs, reference)
  return found.length > 0 ? found : none(`The report has no run or group “${reference}”.`)
}

/** Whether its values are each run's own loss. */
const isOwnLoss = (metric: string): boolean => !describeMetric(metric).comparableAcrossLosses
/** Of what Plateau trains, which records common metrics beside it. Any other loss is compared while all runs minimize the same one. */
const isOwnLossOfTrained = (metric: string): boolean => isOwnLoss(metric) && Object.hasOwn(metricCatalogue, metric)

function requireDirection(metric: string, runs: readonly RunSummary[]): void {
  if (findComparedMetric(metric, directionsOf(runs)) !== null) return
  const has = runs.some(({ series }) => series[metric] !== undefined)
  none(
    has
      ? `Nothing says whether lower or higher values of ${metric} are better. Choose a direction for it.`
      : `None of these runs has ${metric}. Use a metric such as ${commonMetricKeys.join(', ')}.`,
  )
}

type MetricBinding = Extract<Binding, { kind: 'metric' }>

function metricValue({ form, metric, by, of }: MetricBinding, context: BindingContext): string {
  const runs = referred(context, of)
  const name = of ?? 'The report'
  if (isOwnLoss(metric)) requireOneLoss(metric, runs, name)
  if (isOwnLossOfTrained(metric)) return ownLossValue(form, metric, runs, name)
  requireDirection(metric, runs)
  const keys = by ?? tellingKeys(context.runs)
  const comparison = context.compare(metric, runs, keys)
  // As all of the report's runs are told apart, so that text, sentences and tables write a value alike.
  const texts = valueTexts(context.compare(metric, context.runs, keys))
  const show = texts.best
  const [group, ...others] = comparison.groups
  const best = bestOf(comparison)
  if (best === null) return none(`${name} has no finished epoch with ${metric}.`)
  if (form === 'best') return show(best.value)
  if (form === 'best epoch') return String(best.epoch)
  if (group === undefined || others.length > 0)
    return none(
      `${name} covers several groups (${comparison.groups.map(({ id }) => id).join('; ')}): name one of them.`,
    )
  switch (form) {
    case 'last': {
      const last = group.last ?? (comparison.rows.length === 1 ? comparison.rows[0]?.last : null)
      return typeof last === 'number' ? show(last) : none(noMean(group))
    }
    case 'mean':
      return group.mean === null ? none(noMean(group)) : texts.mean(group.mean)
    case 'deviation':
      if (group.mean === null) return none(noMean(group))
      return group.deviation === null
        ? none(`${group.id} has only one seed, so there is no deviation.`)
        : showDeviation(texts.mean(group.mean), group.deviation)
    case 'result':
      if (group.count + group.leftOut.length === 1) return `${show(best.value)} at epoch ${best.epoch}`
      return group.mean === null
        ? `${show(best.value)} at best`
        : group.count === 1
          ? `${texts.mean(group.mean)} with one seed`
          : `${describeSpread(group, texts.mean)} over ${countOf(group.count, 'seed')}`
  }
}

/** The best of its runs, in the metric's direction. */
function bestOf({ direction, rows }: Comparison): { value: number; epoch: number } | null {
  let leading: { value: number; epoch: number } | null = null
  for (const { best, bestEpoch } of rows) {
    if (best === null || bestEpoch === null) continue
    if (leading === null || (direction === 'higher' ? best > leading.value : best < leading.value))
      leading = { value: best, epoch: bestEpoch }
  }
  return leading
}

const noMean = ({ id, count, leftOut, variesIn }: ComparisonGroup): string =>
  count === 0 && leftOut.length > 0
    ? `No run of ${id} has reached its planned end.`
    : variesIn.length > 0
      ? `Runs of ${id} differ in ${variesIn.map(settingName).join(', ')}, so they have no mean.`
      : `Runs of ${id} share a seed, so they have no mean.`

/** Losses are not on one scale, so they are never compared; one run's, or the best of runs of one loss. */
function requireOneLoss(metric: string, runs: readonly RunSummary[], name: string): void {
  const losses = new Set(runs.map(({ config, roles }) => lossWords(config, roles)))
  if (losses.size > 1)
    none(`${name} has runs of ${listOf([...losses])}, and their ${metric} values are not on the same scale.`)
}

function ownLossValue(form: MetricBinding['form'], metric: string, runs: readonly RunSummary[], name: string): string {
  const summaries = runs.flatMap((run) => metricOf(run, metric) ?? []).filter(({ best }) => Number.isFinite(best))
  const [best] = [...summaries].sort((left, right) => left.best - right.best)
  if (best === undefined) return none(`${name} has no finished epoch with ${metric}.`)
  switch (form) {
    case 'best':
      return formatMetric(metric, best.best)
    case 'best epoch':
      return String(best.bestEpoch)
    case 'result':
      return summaries.length === 1
        ? `${formatMetric(metric, best.best)} at epoch ${best.bestEpoch}`
        : `${formatMetric(metric, best.best)} at best`
    case 'last':
      return summaries.length === 1 ? formatMetric(metric, best.last) : none(`${name} has several runs: name one.`)
    case 'mean':
    case 'deviation':
      return none(
        `${metric} is each run's own loss, of which there is no ${form}. Use a metric such as ${commonMetricKeys.join(', ')}.`,
      )
  }
}

function sentence({ form, metric, by, of }: Extract<Binding, { kind: 'sentence' }>, context: BindingContext): string {
  const runs = of.length === 0 ? referred(context, null) : [...new Set(of.flatMap((one) => referred(context, one)))]
  requireDirection(metric, runs)
  const comparison = context.compare(metric, runs, by ?? tellingKeys(runs))
  const { headline, sentences, caveats } = comparison
  if (form === 'ranking') return describeRanking(comparison) ?? none(`Fewer than two groups have a value of ${metric}.`)
  if (form === 'verdict') return headline
  if (form === 'findings') return [headline, ...sentences].join(' ')
  return caveats.length > 0 ? caveats.join(' ') : none('One run alone cannot be compared.')
}

type PairBinding = Extract<Binding, { kind: 'pair' }>

function pairValue({ form, metric, by, left, right }: PairBinding, context: BindingContext): string {
  const [lefts, rights] = [referred(context, left), referred(context, right)]
  const runs = [...new Set([...lefts, ...rights])]
  requireDirection(metric, runs)
  const comparison = context.compare(metric, runs, by ?? tellingKeys(runs))
  const [own, other] = [groupHolding(comparison, lefts), groupHolding(comparison, rights)]
  if (own === undefined || other === undefined || own === other)
    return none(`${left} and ${right} are not two separate groups, so they cannot be compared.`)
  if (form === 'ratio') {
    const [one, two] = [own.mean ?? own.best, other.mean ?? other.best]
    return one === null || two === null ? none(unfinished(own, other)) : formatValue(one / two, 3)
  }
  if (form === 'interval') {
    const contrast = comparison.contrasts.find(
      (one) => (one.left === own.id && one.right === other.id) || (one.left === other.id && one.right === own.id),
    )
    return contrast?.sentence ?? none(unfinished(own, other))
  }
  const reach = comparison.reaches.find(({ follower, leader }) => follower === own.id && leader === other.id)
  if (reach === undefined) return none(unfinished(own, other))
  const { epoch, epochsLater, secondsLater, reached, pairs } = reach
  if ((epoch === null || epochsLater === null) && reached > 0)
    return none(
      `${left} reaches ${right}'s best ${metric} in ${reached} of ${pairs.length} pairs: too few for a median.`,
    )
  if (epoch === null || epochsLater === null)
    return none(`${left} does not reach ${right}'s best ${metric} within ${countOf(own.epochs[1], 'epoch')}.`)
  if (form === 'epochs to') return formatMedian(epoch)
  if (form === 'epochs later') {
    const amount = Math.abs(epochsLater)
    if (amount === 0) return 'at the same epoch'
    return `${formatMedian(amount)} ${amount === 1 ? 'epoch' : 'epochs'} ${epochsLater < 0 ? 'earlier' : 'later'}`
  }
  if (secondsLater === null) return none('The time of those epochs was not recorded.')
  return Math.abs(secondsLater) < 1
    ? 'after the same training time'
    : `${formatDuration(Math.abs(secondsLater))} ${secondsLater < 0 ? 'earlier' : 'later'}`
}

const groupHolding = ({ groups }: Comparison, runs: readonly RunSummary[]): ComparisonGroup | undefined =>
  groups.find((group) => group.runs.length === runs.length && runs.every(({ id }) => group.runs.includes(id)))

const unfinished = (...groups: readonly ComparisonGroup[]): string => {
  const without = groups.filter(({ best }) => best === null).map(({ id }) => id)
  return without.length > 0
    ? `${listOf(without)} ${without.length === 1 ? 'has' : 'have'} no finished epoch.`
    : `${groups.map(({ id }) => id).join(' and ')} have no runs that can be paired.`
}

/** The median of an even count of epochs may be a half. */
const formatMedian = (value: number): string => String(Math.round(value * 10) / 10)

function runValue(form: Extract<Binding, { kind: 'run' }>['form'], runs: readonly RunSummary[]): string {
  const average = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const trained = runs.filter(({ epochs }) => epochs > 0)
  const configs = runs.map(({ config }) => config)
  const recipes = runs.flatMap((run) => run.recipe ?? [])
  const ofRecipes = (describe: (recipes: readonly RunConfig[]) => string): string =>
    recipes.length > 0 ? describe(recipes) : none('This version cannot read the settings of these runs.')
  switch (form) {
    case 'epochs': {
      const [fewest, most] = [
        Math.min(...runs.map(({ epochs }) => epochs)),
        Math.max(...runs.map(({ epochs }) => epochs)),
      ]
      return fewest === most ? String(most) : `${fewest} to ${most}`
    }
    case 'time': {
      if (trained.length === 0) return none('No epoch has finished yet.')
      const finished = trained.filter(cameToPlannedEnd)
      const timed = finished.length > 0 ? finished : trained
      return formatDuration(average(timed.map(({ trainingSeconds }) => trainingSeconds)))
    }
    case 'images per second': {
      const rate = rateOfRuns(runs)
      return rate === null ? none('No epoch has finished yet.') : formatCount(rate)
    }
    case 'parameters':
      return listOf([
        ...new Set(runs.flatMap(({ parameters }) => (parameters === null ? [] : [formatCount(parameters)]))),
      ])
    case 'stop reason':
      return describeEndings(runs)
    case 'seeds':
      return listOf(
        [...new Map(configs.map(({ seed }) => [identityOf(seed), seed])).values()]
          .filter((seed) => seed !== undefined)
          .sort(compareSettings)
          .map((seed) => showSetting(seed)),
      )
    case 'names':
      return listOf(runs.map(({ name }) => name))
    case 'count runs':
      return countOf(runs.length, 'run')
    case 'count seeds':
      return countOf(new Set(configs.map(({ seed }) => identityOf(seed))).size, 'seed')
    case 'architecture sentence':
      return listOf(describeArchitecture(runs))
    case 'early stopping':
      return ofRecipes(describeStoppingRule)
    case 'optimizer':
      return ofRecipes((recipes) => listOf(describeOptimizer(recipes)))
    case 'data':
      return ofRecipes((recipes) => listOf(describeData(recipes)))
  }
}
