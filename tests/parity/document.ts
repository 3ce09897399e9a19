/** docs/parity.md: the comparison as a table, and the values behind it. */
import { lossName } from '../../src-main/contract/settings'
import { laidOut } from '../support/laid-out'
import { largestDifference, sharedSettings, smallestProbability, type Comparison } from './design'

const digits = (value: number) => (Number.isFinite(value) ? value.toPrecision(4) : '–')
const count = (value: number) => value.toLocaleString('en-US')
const percent = (share: number) => `${share > 0 ? '+' : ''}${(share * 100).toFixed(1)}%`
const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
const table = (header: readonly string[], rows: readonly (readonly string[])[]) =>
  [row(header), row(header.map(() => '---')), ...rows.map(row)].join('\n')
const nameOf = ({ architecture, loss }: Comparison) => `${architecture}, ${lossName({ loss })}`

/**
 * The document, laid out as it is kept.
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

Made by \`npm run test:parity -- --python PYTHON\`; PYTHON needs torch, numpy and scipy. The PyTorch side is
\`tests/oracle/parity_torch.py\`. Both sides train on the same ${count(trainSize)} images and validate on the same
${count(validationSize)}, for ${epochs} epochs, with batch size ${batchSize} and Adam at learning rate ${learningRate} with its other
defaults. Each side uses its own initialisation and shuffling, with ${seeds === 1 ? 'seed 1' : `seeds 1 to ${seeds}`}.

A cell agrees if the mean val_mse of the last epoch differs by at most ${largestDifference * 100}%, or if the two-sided p of Welch's test is
above ${smallestProbability}. **${agreeing} of ${comparisons.length} cells agree.** Agreement by p means that these seeds cannot tell the two sides
apart, not that the sides are equal.

Two things to keep in mind. Both losses of a seed start from the same weights and the same order and move together, so the four cells
amount to about two independent ones. And the last epoch of \`pooled\` may fall on a spike of its batch norm, up to twice the value
of the epochs around it. This happens on both sides.

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

Plateau: ${madeWith.plateau.join('; ')}. PyTorch: ${madeWith.torch.join('; ')}. Machine: ${cpuModel}, two runs at a time.

## Every run

val_mse of the last epoch, Plateau / PyTorch.

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
  return laidOut('docs/parity.md', text)
}
