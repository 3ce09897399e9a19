/** The flags of `plateau figure`, made from the schema that files of figures are read by: what one takes, the other does too. */
import { Option, type Command } from 'commander'
import { z } from 'zod'
import { PlateauError } from '@contract/errors'
import { readDecimal } from '@contract/numbers'
import { byDrawnParameter, parameterOf } from '@recipes/registry/losses'
import { figureRequestSchema, schemaSentence, type FigureRequest } from './figure-request'
import { flagName } from './flag-names'
import { projectHelp } from './projects'
import { splitKeys } from './key-list'

type Key = Exclude<keyof FigureRequest, 'runs'>

const help: Readonly<Record<Key, string>> = {
  project: projectHelp.all,
  kind: 'what to draw (default: line)',
  panel:
    'series, or expressions such as "= a / b", to draw as lines; values for bars, scatter and parallel coordinates (default: val_mse)',
  x: 'x axis of lines: epoch (default), step, relative, wall, or the key of another series',
  by: 'one bar per run (default) or per group',
  groupBy: 'group runs by these settings; a group is one line with a band',
  smoothing: 'smoothing of lines: ema:0.9, time-weighted-ema:0.9, gaussian:2 or running-average:5',
  log: 'logarithmic value axis',
  logX: 'logarithmic x axis of lines, but of wall time, of a scatter and of bars',
  logAxes:
    'axes of parallel coordinates that are logarithmic, and no others; by default those whose values span decades',
  band: 'band around the mean of a group',
  relative: 'show values relative to the baseline run',
  baseline: 'baseline run',
  outliers: 'percentage of points to leave outside the axis on each side',
  form: 'comparison layout: a grid of cells (default) or everything in one panel',
  rows: 'comparison: group by this setting, of any name (default: architecture)',
  columns: 'comparison: then group by this setting (default: loss)',
  includeUnfinished: 'comparison: include unfinished runs in means and bands',
  rule: 'early-stopping rule',
  monitor: 'metric that the early-stopping rule monitors (default: val_mse)',
  patience: 'patience in epochs (default: 5)',
  minDelta: 'changes up to this count as none (default: 1e-5)',
  images: 'sample images to show, 0 to 7',
  choose: 'images to look at: worst (default), best, mistakes, random, or their numbers as the Model tab shows them',
  count: 'how many images are chosen, 1 to 16 (default: 8)',
  imageSeed: 'seed of images chosen at random (default: 1)',
  at: 'epoch of the images: best, last, or a number',
  errors: 'error images beside the samples',
  losses: 'losses to draw as curves',
  ...byDrawnParameter((_, key) => parameterOf(key)),
  gradient: 'draw gradients instead of losses',
  numbers: 'what the cells of a confusion matrix say: counts, or shares of each class',
  style: 'figure style (default: paper); plateau styles lists them',
  width: 'width of the figure',
  height: 'height of the figure',
  unit: 'unit of width and height',
  font: 'font of all text',
  fontSize: 'font size in points',
  lineWidth: 'line width in points',
  palette: 'colour palette',
  theme: 'colour theme (default: light)',
  legend: 'where to name the lines',
  legendTemplate: 'text for each line, such as ${name}, ${config.loss}',
  grid: 'grid lines behind the plot',
  title: 'title above the figure',
  xLabel: 'x axis label; mathematics goes between dollar signs',
  yLabel: 'y axis label',
  caption: 'caption, stored in the file as metadata',
  format: 'file format, instead of the one its extension names',
  scale: 'PNG: pixels per 1/96 inch (default: 2)',
  transparent: 'PNG and SVG: transparent background',
  provenance: 'run ids, config hashes and versions in the file',
  points: 'CSV, JSON and Parquet: the points shown (default) or every stored point',
  mostPoints: 'TikZ: most points per line; longer lines are reduced to the minimum, maximum and last of buckets',
}

/** What a schema takes, beneath what makes it optional. */
function innerOf(key: Key): z.ZodType {
  const schema: unknown = figureRequestSchema.shape[key]
  return schema instanceof z.ZodOptional ? (schema.unwrap() as z.ZodType) : (schema as z.ZodType)
}

function placeholderOf(schema: z.ZodType): string {
  if (schema instanceof z.ZodEnum) return schema.options.map(String).join('|')
  if (schema instanceof z.ZodNumber) return 'n'
  if (schema instanceof z.ZodArray) {
    const entry: unknown = schema.element
    if (entry instanceof z.ZodUnion) return entry.options.map((option) => placeholderOf(option as z.ZodType)).join('|')
    return entry instanceof z.ZodEnum
      ? `${entry.options.map(String).join('|')},...`
      : entry instanceof z.ZodNumber
        ? 'n,n'
        : 'key,...'
  }
  return 'text'
}

/** More choices than these stand in the text of the help and not in the flag. */
const mostInFlag = 6

function addFlag(command: Command, key: Key, schema: z.ZodType): void {
  const flag = flagName(key)
  const placeholder = key === 'rows' || key === 'columns' ? 'setting' : placeholderOf(schema)
  if (placeholder.split('|').length <= mostInFlag) command.addOption(new Option(`${flag} <${placeholder}>`, help[key]))
  else command.addOption(new Option(`${flag} <${key}>`, `${help[key]}: ${placeholder.replaceAll('|', ', ')}`))
}

const keys = Object.keys(help) as Key[]
/** On unless they are turned off. */
const isOnByItself = new Set<Key>(['grid', 'provenance'])

export function addFigureFlags(command: Command): void {
  for (const key of keys) {
    const schema = innerOf(key)
    const flag = flagName(key)
    if (schema instanceof z.ZodBoolean) {
      command.addOption(new Option(flag, help[key]))
      if (isOnByItself.has(key)) command.addOption(new Option(flag.replace('--', '--no-'), `without ${help[key]}`))
    } else addFlag(command, key, schema)
  }
}

/** @throws PlateauError `invalid-input` with one sentence */
export function requestFromFlags(runs: readonly string[], options: Readonly<Record<string, unknown>>): FigureRequest {
  const read: Record<string, unknown> = { runs: [...runs] }
  for (const key of keys) {
    const given = options[key]
    if (given !== undefined) read[key] = typeof given === 'string' ? valueOf(innerOf(key), given) : given
  }
  const parsed = figureRequestSchema.safeParse(read)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const key = keys.find((candidate) => candidate === issue?.path[0])
  if (key === undefined || issue === undefined) throw new PlateauError('invalid-input', schemaSentence(parsed.error))
  const schema = innerOf(key)
  const takes =
    schema instanceof z.ZodEnum || schema instanceof z.ZodArray
      ? `takes ${placeholderOf(schema).replaceAll('|', ', ')}`
      : `does not take that: ${issue.message}`
  throw new PlateauError('invalid-input', `${flagName(key)} ${takes}, not ${String(options[key])}.`, { field: key })
}

const numberOr = (text: string): unknown => readDecimal(text) ?? text

function valueOf(schema: z.ZodType, text: string): unknown {
  if (schema instanceof z.ZodNumber || schema instanceof z.ZodUnion) return numberOr(text)
  if (!(schema instanceof z.ZodArray)) return text
  const parts = splitKeys(text)
  const hasNumbers = schema.element instanceof z.ZodNumber || schema.element instanceof z.ZodUnion
  return hasNumbers ? parts.map(numberOr) : parts
}
