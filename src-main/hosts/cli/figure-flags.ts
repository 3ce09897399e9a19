/** The flags of `plateau figure`, made from the schema that files of figures are read by: what one takes, the other does too. */
import { Option, type Command } from 'commander'
import { z } from 'zod'
import { PlateauError } from '@contract/errors'
import { figureRequestSchema, schemaSentence, type FigureRequest } from './figure-request'
import { flagName } from './flag-names'
import { splitKeys } from './key-list'

type Key = Exclude<keyof FigureRequest, 'runs'>

const help: Readonly<Record<Key, string>> = {
  kind: 'what is drawn (default: line)',
  panel: 'series of lines; numbers of bars, scatter and parallel coordinates (default: val_mse)',
  x: 'of lines: epoch (default), step, relative, wall, or the key of another series',
  by: 'bars of runs (default) or groups',
  groupBy: 'settings by whose values runs are drawn as one line with a band',
  smoothing: 'of lines: ema:0.9, time-weighted-ema:0.9, gaussian:2 or running-average:5',
  log: 'a logarithmic axis',
  band: 'around the mean of a group',
  relative: 'to the baseline run',
  baseline: 'a run',
  outliers: 'percent of the points left out of the axis on each side',
  form: 'of a comparison: a grid of cells (default) or all on one panel',
  rows: 'of a comparison: groups by this setting (default: architecture)',
  columns: 'and by this one (default: loss)',
  includeUnfinished: 'of a comparison: means and bands of unfinished runs too',
  rule: 'of early stopping',
  monitor: 'the series that it watches (default: val_mse)',
  patience: 'epochs (default: 5)',
  minDelta: 'a smaller change is none (default: 1e-5)',
  images: 'of samples: 0 to 7',
  at: 'of samples: best, last, or an epoch',
  errors: 'of samples',
  losses: 'curves of losses',
  beta: 'of Smooth L1',
  delta: 'of Huber',
  gradient: 'the gradients of losses',
  style: 'a named style (default: paper); plateau styles lists them',
  width: 'of the picture',
  height: 'of the picture',
  unit: 'of width and height',
  font: 'of all text',
  fontSize: 'in points',
  lineWidth: 'in points',
  palette: 'colours',
  theme: 'light (default) or dark',
  legend: 'where lines are named',
  legendTemplate: 'such as ${name}, ${config.loss}',
  grid: 'lines behind the plot',
  title: 'above the figure',
  xLabel: 'below it; mathematics between dollar signs',
  yLabel: 'beside it',
  caption: 'kept in the file as metadata',
  format: "of the file, in place of its name's ending",
  scale: 'of PNG: pixels for each pixel of 1/96 inch (default: 2)',
  transparent: 'PNG and SVG without a ground',
  provenance: 'run ids, config hashes and versions in the file',
  points: 'of CSV, JSON and Parquet: what is shown (default), or all that is stored',
  mostPoints: 'of TikZ: points of a line at most, as minimum, maximum and last of buckets',
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
  const placeholder = placeholderOf(schema)
  if (placeholder.split('|').length <= mostInFlag) command.addOption(new Option(`${flag} <${placeholder}>`, help[key]))
  // Settings are listed by `train --help`.
  else if (key === 'rows' || key === 'columns') command.addOption(new Option(`${flag} <setting>`, help[key]))
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

const numberOr = (text: string): unknown => (text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text))

function valueOf(schema: z.ZodType, text: string): unknown {
  if (schema instanceof z.ZodNumber || schema instanceof z.ZodUnion) return numberOr(text)
  if (!(schema instanceof z.ZodArray)) return text
  const parts = splitKeys(text)
  return schema.element instanceof z.ZodNumber ? parts.map(numberOr) : parts
}
