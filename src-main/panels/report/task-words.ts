/** What runs are trained to do, in words: for reports, titles and the form. */
import { chainOf, dataSourceOf, shapesOf, taskOf, type DataSettings } from '@contract/run-data'
import type { ImageShape } from '@recipes/data-source'
import { phrasesOfChain, usualChain } from '@recipes/registry/transforms'

const inWords = (parts: readonly string[]): string =>
  parts.length < 2 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}`

/** "32 × 32 RGB", "28 × 28 grey". */
const showImageShape = ([height, width, channels]: ImageShape): string =>
  `${height} × ${width} ${channels === 1 ? 'grey' : channels === 3 ? 'RGB' : `with ${channels} channels`}`

const isUsual = ({ targets = usualChain }: DataSettings): boolean => targets === usualChain

/** "flipped grey CIFAR-10", within a title. */
export function taskTitle(settings: DataSettings): string {
  const { name, targetShape } = dataSourceOf(settings)
  if (taskOf(settings) === 'classification') return `the classes of ${name}`
  if (targetShape !== null) return `pairs of ${name}`
  return `${isUsual(settings) ? 'flipped grey ' : ''}${name}${isUsual(settings) ? '' : ', transformed'}`
}

/** "takes a 32 × 32 RGB image and outputs the same image in greyscale at 28 × 28 pixels, flipped both ways": what a model does. */
function doing(settings: DataSettings): string {
  const { input, target } = shapesOf(settings)
  const noise = (settings.inputNoise ?? 0) > 0 ? ` with Gaussian noise of ${settings.inputNoise}` : ''
  const given = `takes a ${showImageShape(input)} image${noise}`
  if (taskOf(settings) === 'classification')
    return `${given} and assigns it to one of ${dataSourceOf(settings).classes.length} classes`
  if (dataSourceOf(settings).targetShape !== null)
    return `${given} and outputs the image that it is paired with: ${showImageShape(target)}`
  if (isUsual(settings))
    return `${given} and outputs the same image in greyscale at ${target[0]} × ${target[1]} pixels, flipped both ways`
  return `${given} and outputs the clean image ${inWords(phrasesOfChain(chainOf(settings)))}: ${showImageShape(target)}`
}

/** A sentence on what models do, and where their images come from; where they differ, one for each. @param subject "Each model" */
export function taskSentence(subject: string, settings: readonly DataSettings[]): string {
  const said = [...new Set(settings.map(doing))]
  const names = [...new Set(settings.map((one) => dataSourceOf(one).name))]
  const what =
    said.length < 2 ? `${subject} ${said[0] ?? ''}.` : `The models differ in what they do: one ${said.join('; one ')}.`
  return `${what} The images come from ${inWords(names)}: {{data}}.`
}

/** "RGB 32×32 in, grey 28×28 out". */
export function shapesInShort(settings: DataSettings): string {
  const short = ([height, width, channels]: ImageShape) =>
    `${channels === 1 ? 'grey' : channels === 3 ? 'RGB' : `${channels} channels`} ${height}×${width}`
  const { input, target } = shapesOf(settings)
  const out = taskOf(settings) === 'classification' ? `${dataSourceOf(settings).classes.length} classes` : short(target)
  return `${short(input)} in, ${out} out`
}
