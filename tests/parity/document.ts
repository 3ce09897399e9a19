/** docs/parity.md: the comparison as a table, and the values behind it. */
import { format } from 'prettier'
import { lossNames } from '../../src-main/contract/settings'
import { largestDifference, sharedSettings, smallestProbability, type Comparison } from './design'

const digits = (value: number) => (Number.isFinite(value) ? value.toPrecision(4) : '–')
const count = (value: number) => value.toLocaleString('en-US')
const percent = (share: number) => `${share > 0 ? '+' : ''}${(share * 100).toFixed(1)}%`
const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
const table = (header: readonly string[], rows: readonly (readonly string[])[]) =>
  [row(header), row(header.map(() => '---')), ...rows.map(row)].join('\n')
const nameOf = ({ architecture, loss }: Comparison) => `${architecture}, ${lossNames[loss]}`

/**
 * The document as Prettier writes it.
 * @param madeWith what the runs of each side were made with, each named once.
 */
export async function writeDocument(
  comparisons: readonly Comparison[],
  madeWith: { readonly plateau: readonly string[]; readonly torch: readonly string[] },
  cpuModel: string,
): Promise<string> {
  const { trainSize, validationSize, epochs, batchSize, learningRate } = sharedSettings
  const seeds = Math.max(...comparisons.map(({ ours }) => ours.length))
  const agreeing = comparisons.filter(({ agrees }) => agrees).length
  const text = `# Parity with PyTorch

Made by \`npm run test:parity -- --python PYTHON\`, where PYTHON has torch, numpy and scipy; the torch side is
\`tests/oracle/parity_torch.py\`. The same ${count(trainSize)} training and ${count(validationSize)} validation images on both
sides, ${epochs} epochs, batch ${batchSize}, Adam with learning rate ${learningRate} and its other defaults; initialisation and
shuffling are each side's own, with ${seeds === 1 ? 'seed 1' : `seeds 1 to ${seeds}`}.

A cell agrees when the means of the last epoch's val_mse are within ${largestDifference * 100}% of each other, or Welch's
two-sided p is above ${smallestProbability}. **${agreeing} of ${comparisons.length} cells agree.** Agreement by p says that
these seeds do not tell the two sides apart, and not that they are equal. The two losses of one seed begin with the same
weights and the same order and move together, so that the four cells are about two independent ones. And a last epoch of
\`pooled\` may fall on a spike of its batch norm, which both sides have: one epoch up to twice as high as its neighbours.

${table(
  ['Cell', 'Plateau, mean', 'sd', 'PyTorch, mean', 'sd', 'Difference', "Welch's p", 'Verdict'],
  comparisons.map((cell) => [
    nameOf(cell),
    digits(cell.oursMean),
    digits(cell.oursDeviation),
    digits(cell.torchMean),
    digits(cell.torchDeviation),
    percent(cell.difference),
    cell.probability === null ? 'needs two seeds' : cell.probability.toPrecision(2),
    cell.agrees ? 'agrees' : cell.probability === null ? 'undecided' : 'differs',
  ]),
)}

Plateau: ${madeWith.plateau.join('; ')}. PyTorch: ${madeWith.torch.join('; ')}. On ${cpuModel}, two runs at a time.

## Every run

The last epoch's val_mse, Plateau / PyTorch.

${table(
  ['Seed', ...comparisons.map(nameOf)],
  Array.from({ length: seeds }, (_, index) => [
    String(index + 1),
    ...comparisons.map(
      ({ ours, torch }) => `${digits(ours[index] ?? Number.NaN)} / ${digits(torch[index] ?? Number.NaN)}`,
    ),
  ]),
)}
`
  return format(text, { parser: 'markdown', printWidth: 120, proseWrap: 'preserve' })
}
