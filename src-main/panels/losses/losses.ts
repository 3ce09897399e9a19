/** What a run's errors make of the losses: shares, means and what follows from them. */
import type { RunConfig, RunConfigInput } from '@contract/config'
import { errorBins, errorOfBin, meanLoss, shareBelow } from '@maths/error-histogram'
import { optimizers } from '@recipes/registry/optimizers'

export type BetaRow = {
  readonly beta: number
  /** Shares of all errors, 0 to 1. */
  readonly below: number
  readonly above: number
  /** Mean Smooth L1 over mean MSE; NaN when no error is other than 0. */
  readonly ratio: number
}

export function betaRow(counts: ArrayLike<number>, beta: number): BetaRow {
  const below = shareBelow(counts, beta)
  const ratio = meanLoss(counts, { loss: 'smooth-l1', beta }) / meanLoss(counts, { loss: 'mse' })
  return { beta, below, above: 1 - below, ratio }
}

/** Descending, the chosen one among them. */
export function betasOfTable(chosen: number): number[] {
  return [...new Set([1, 0.4, 0.2, 0.1, 0.05, chosen])].sort((left, right) => right - left)
}

/** The size that a share of the errors is below, to a thousandth; NaN without errors. @param share 0 to 1. */
export function sizeOfShare(counts: ArrayLike<number>, share: number): number {
  const middle = errorBins.count / 2
  const total = Array.from(counts).reduce((sum, count) => sum + count, 0)
  let seen = 0
  for (let distance = 0; distance < middle; distance += 1) {
    // A bin holds its lower edge: the pair at one distance from 0.
    seen += (counts[middle + distance] ?? 0) + (counts[middle - 1 - distance] ?? 0)
    if (total > 0 && seen >= share * total) return (distance + 1) / (middle / errorBins.high)
  }
  return Number.NaN
}

/** Errors this rarely above beta change nothing that could be told from noise. */
const rare = 0.001
/** Above this share the losses are told apart. */
const telling = 0.01

/** 100%, 98.7%, 0.04%; never 0% or 100% for what only rounds to it. */
export function showShare(share: number): string {
  if (share === 0 || share === 1) return `${share * 100}%`
  const percent = share * 100
  if (percent < 0.01) return 'under 0.01%'
  if (percent > 99.99) return 'over 99.99%'
  return `${percent.toFixed(percent < 0.1 || percent > 99.9 ? 2 : 1)}%`
}

/** Three digits, without the zeros at their end. */
const short = (value: number): string => String(Number(value.toPrecision(3)))

/** "half of MSE", "5 times MSE". */
function factorWords(beta: number): string {
  const factor = 1 / (2 * beta)
  if (factor === 0.5) return 'half of MSE'
  return factor === 1 ? 'MSE itself' : `${short(factor)} times MSE`
}

export type Sentence = { readonly text: string; readonly isBold: boolean }[]

/** What is seen at this beta, the important parts in bold. @param counts null before they were measured. */
export function describeBeta(counts: ArrayLike<number> | null, beta: number): Sentence {
  const isAt = `beta = ${beta}, where Smooth L1 is `
  if (counts === null)
    return [
      { text: `For errors below beta = ${beta}, Smooth L1 is `, isBold: false },
      { text: factorWords(beta), isBold: true },
      { text: '.', isBold: false },
    ]
  const { above, below } = betaRow(counts, beta)
  const parts =
    above <= rare
      ? ([showShare(below), `below ${isAt}`, factorWords(beta)] as const)
      : ([showShare(above), `above ${isAt}`, 'linear'] as const)
  return [
    { text: parts[0], isBold: true },
    { text: ` of this run’s errors are ${parts[1]}`, isBold: false },
    { text: parts[2], isBold: true },
    { text: '.', isBold: false },
  ]
}

/** The second line: how large the errors are, and which beta would make a difference. */
export function describeErrors(counts: ArrayLike<number> | null, beta: number): string {
  if (counts === null) return 'Measure a run’s errors to see how many of them that is.'
  const { above } = betaRow(counts, beta)
  const edge = sizeOfShare(counts, 1 - telling)
  const greatest = sizeOfShare(counts, 1)
  const size = greatest <= 1 ? 'No error of this run exceeds 1.' : `Its largest error is ${short(greatest)}.`
  if (above > telling)
    return `For these errors the gradient no longer grows with the error. Below ${beta} the loss is ${factorWords(beta)}. ${size}`
  return `99% are below ${short(edge)}: only a beta below that would change the comparison. ${size}`
}

/** What a person may conclude for training, worded from the numbers at hand. */
export function describeConsequence(
  counts: ArrayLike<number> | null,
  beta: number,
  optimizer: RunConfig['optimizer'],
): string {
  const above = counts === null ? (beta >= 1 ? 0 : Number.NaN) : betaRow(counts, beta).above
  if (Number.isNaN(above))
    return 'How much a beta below 1 matters depends on the errors. Measure a run’s errors to find out.'
  if (above > rare) {
    const share =
      above > telling ? '' : `Only ${showShare(above)} of the errors are above ${beta}, so expect little change. `
    return `${share}Errors above ${beta} count less than under MSE, so a run with this beta can end up somewhere else. Train three seeds of each before drawing a conclusion. This loss is on a different scale from MSE: use val_mse for early stopping and comparison.`
  }
  const factor = short(1 / (2 * beta))
  const { name, isScaleFree } = optimizers[optimizer]
  const adam = `${isScaleFree ? name : 'Adam'} cancels out a constant factor, so the two runs differ only by rounding and by epsilon`
  const sgd = `under ${isScaleFree ? 'SGD' : name}, Smooth L1 is the same as MSE at ${beta === 1 ? 'half' : `${factor} times`} the learning rate`
  const own = `This run was trained with ${name}: ${isScaleFree ? `${adam}; ${sgd}` : `${sgd}. ${adam}`}.`
  return `Both losses have the same minimum, and the gradient of Smooth L1 is ${beta === 1 ? 'half of' : `${factor} times`} that of MSE. ${own} An absolute minDelta on the run’s own loss triggers at ${short(2 * beta)} times the change in MSE: monitor val_mse instead.`
}

/** The beta that a clone is given: the chosen one, or where that is MSE in disguise the usual other one. */
export const cloneBeta = (beta: number): number => (beta < 1 ? beta : 0.1)

export const cloneChanges = (beta: number): RunConfigInput => ({ loss: 'smooth-l1', beta: cloneBeta(beta) })

/** The histogram in wider bins, for drawing: left edges and heights relative to the highest, over -1 to 1. */
export function coarseBins(
  counts: ArrayLike<number>,
  width = 0.025,
): { edges: number[]; heights: number[]; outside: number } {
  const count = Math.round(2 / width)
  const sums = new Float64Array(count)
  let outside = 0
  for (let bin = 0; bin < counts.length; bin += 1) {
    const at = Math.floor((errorOfBin(bin) + 1) / width)
    if (at < 0 || at >= count) outside += counts[bin] ?? 0
    else sums[at] = (sums[at] ?? 0) + (counts[bin] ?? 0)
  }
  const most = Math.max(...sums)
  return {
    edges: Array.from(sums, (_, bin) => -1 + bin * width),
    heights: Array.from(sums, (sum) => (most > 0 ? sum / most : 0)),
    outside,
  }
}
