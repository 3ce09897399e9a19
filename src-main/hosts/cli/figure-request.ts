/** A figure as the command line and files of figures ask for it, in few flat words, and what the core is asked for then. */
import { z } from 'zod'
import { configKeySchema } from '../../protocol/config'
import { misfitWords } from '@protocol/schema-words'
import { monitorKeys, settingKeys } from '@contract/config'
import { PlateauError } from '@contract/errors'
import { byDrawnParameter, errorLossKinds } from '@recipes/registry/losses'
import { formatOfFile, type ExportTargetInput } from '@contract/exports'
import {
  confusionNumbers,
  dataFormats,
  drawingFormats,
  figureSourceSchema,
  figureStyleSchema,
  figureUnits,
  plainFigureText,
  type FigureSource,
  type FigureStyle,
} from '@contract/figure'
import { readDecimal } from '@contract/numbers'
import { xAxisKinds } from '@contract/lines'
import {
  bandKinds,
  defaultPanelSettings,
  relativeKinds,
  smoothingMethods,
  type PanelSettings,
  type Quantity,
} from '@contract/workspace'
import { quantityId } from '@panels/workspace/quantities'

export const figureKinds = [
  'line',
  'bar',
  'scatter',
  'parallel',
  'comparison',
  'early-stopping',
  'what-if',
  'samples',
  'chosen-images',
  'losses',
  'confusion',
  'architecture',
] as const
const chosenBy = ['worst', 'best', 'mistakes', 'random'] as const
export const figureFormats = [...drawingFormats, ...dataFormats] as const
export type FigureFormat = (typeof figureFormats)[number]

const words = z.array(z.string().min(1)).min(1)
const style = figureStyleSchema.shape

/** Every key is a flag of `plateau figure` too. */
export const figureRequestSchema = z
  .strictObject({
    runs: z.array(z.string().min(1)).max(2_000),
    /** Where names of runs and of the baseline are looked for; without runs, all of it. */
    project: z.string().min(1),
    kind: z.enum(figureKinds),
    /** Series keys of lines; one number for bars; two for a scatter, x and y; two and more for parallel coordinates. */
    panel: words,
    /** Of lines: a kind of axis, or another series' key. */
    x: z.string().min(1),
    by: z.enum(['run', 'group']),
    groupBy: words,
    /** `ema:0.9` and so on. */
    smoothing: z.string(),
    log: z.boolean(),
    logX: z.boolean(),
    logAxes: words,
    band: z.enum(bandKinds),
    relative: z.enum(relativeKinds),
    baseline: z.string().min(1),
    outliers: z.number(),
    form: z.enum(['grid', 'overlay']),
    rows: configKeySchema,
    columns: configKeySchema,
    /** Of a comparison: runs that did not come to their planned end are part of means and bands. */
    includeUnfinished: z.boolean(),
    rule: z.enum(['previous-epoch', 'best-so-far']),
    monitor: z.enum(monitorKeys),
    patience: z.int(),
    minDelta: z.number(),
    images: z.array(z.int()).min(1),
    /** Of chosen images: by their losses, by chance, or by their numbers, from 1 as the window shows them. */
    choose: z.array(z.union([z.enum(chosenBy), z.int().min(1)])).min(1),
    count: z.int(),
    imageSeed: z.int(),
    at: z.union([z.enum(['best', 'last']), z.int().min(0)]),
    errors: z.enum(['absolute', 'signed', 'none']),
    losses: z.array(z.enum(errorLossKinds)).min(1),
    ...byDrawnParameter(() => z.number()),
    gradient: z.boolean(),
    numbers: z.enum(confusionNumbers),

    style: z.string().min(1),
    width: style.size.shape.width,
    height: style.size.shape.height,
    unit: z.enum(figureUnits),
    font: style.font,
    fontSize: style.fontSize,
    lineWidth: style.lineWidth,
    palette: style.palette,
    theme: style.theme,
    legend: style.legend,
    legendTemplate: z.string().max(200),
    grid: z.boolean(),
    title: z.string().max(300),
    xLabel: z.string().max(200),
    yLabel: z.string().max(200),
    caption: z.string().max(2_000),

    format: z.enum(figureFormats),
    scale: z.number(),
    transparent: z.boolean(),
    /** On for pictures, off for CSV, unless given. */
    provenance: z.boolean(),
    points: z.enum(['shown', 'all']),
    mostPoints: z.int(),
  })
  .partial()
export type FigureRequest = z.infer<typeof figureRequestSchema>

const invalid = (message: string, field: string) => new PlateauError('invalid-input', message, { field })

/** The format that a file's ending or `--format` names. @throws PlateauError `invalid-input` for none or for two that differ */
export const formatOf = (path: string, format: FigureFormat | undefined): FigureFormat =>
  formatOfFile(path, format, figureFormats)

const runNumbers = ['parameters', 'epochs', 'trainingSeconds', 'imagesPerSecond'] as const

/** `best:KEY`, `last:KEY`, `config:KEY` or `run:KEY`; a setting's or a run's own number by its name; else the best of a series. */
export function readQuantity(text: string): Quantity {
  const [, kind = null, rest = text] = /^(best|last|config|run):(.+)$/.exec(text) ?? []
  const ofRun = runNumbers.find((key) => key === rest)
  if (kind === 'config' || (kind === null && settingKeys.some((key) => key === rest)))
    return { kind: 'config', key: rest }
  if (kind === 'run' || (kind === null && ofRun !== undefined)) {
    if (ofRun === undefined) throw invalid(`run: takes ${runNumbers.join(', ')}, not ${rest}.`, 'panel')
    return { kind: 'run', key: ofRun }
  }
  return { kind: kind === 'last' ? 'last' : 'best', key: rest }
}

function readSmoothing(text: string): { method: (typeof smoothingMethods)[number]; amount: number } {
  const [name = '', amount] = text.split(':')
  const method = smoothingMethods.find((candidate) => candidate === name)
  const read = readDecimal(amount ?? '') ?? -1
  if (method === undefined || (method !== 'none' && !(read >= 0)))
    throw invalid(
      `--smoothing takes a method and how much, such as ema:0.9, of ${smoothingMethods.join(', ')}.`,
      'smoothing',
    )
  return { method, amount: method === 'none' ? 0 : read }
}

const panelShape = {
  title: null,
  section: 'figures',
  columns: 12,
  height: 300,
  isHidden: false,
  settings: {},
} as const

function panelOf(request: FigureRequest, kind: 'line' | 'bar' | 'scatter' | 'parallel') {
  const keys = request.panel ?? ['val_mse']
  const id = `metric:${keys[0] ?? ''}`
  const quantities = () => keys.map(readQuantity)
  const [first, second] = keys
  switch (kind) {
    case 'line':
      return { ...panelShape, id, kind, keys }
    case 'bar':
      if (keys.length !== 1) throw invalid('A bar chart takes one value, such as --panel val_mse.', 'panel')
      return {
        ...panelShape,
        id,
        kind,
        quantity: readQuantity(first ?? ''),
        by: request.by ?? 'run',
        settings: request.logX === true ? { xScale: 'log' } : {},
      }
    case 'scatter':
      if (first === undefined || second === undefined || keys.length !== 2)
        throw invalid('A scatter chart takes two values, x and y, such as --panel learningRate,val_mse.', 'panel')
      return { ...panelShape, id, kind, horizontal: readQuantity(first), vertical: readQuantity(second) }
    case 'parallel':
      if (keys.length < 2)
        throw invalid('Parallel coordinates take two or more axes, such as --panel architecture,loss,val_mse.', 'panel')
      return { ...panelShape, id, kind, axes: quantities() }
  }
}

/** Of every axis of parallel coordinates, where some are named. */
function axisScalesOf({ panel = [], logAxes }: FigureRequest): Pick<PanelSettings, 'axisScales'> {
  if (logAxes === undefined) return {}
  const axes = panel.map((key) => quantityId(readQuantity(key)))
  const log = logAxes.map((key) => quantityId(readQuantity(key)))
  const unknown = logAxes.find((_, at) => !axes.includes(log[at] ?? ''))
  if (unknown !== undefined) throw invalid(`--log-axes takes axes of --panel, and ${unknown} is none.`, 'logAxes')
  return { axisScales: Object.fromEntries(axes.map((id) => [id, log.includes(id) ? 'log' : 'linear'])) }
}

function settingsOf(request: FigureRequest) {
  const { x = 'epoch', smoothing, log, logX, band, relative, outliers } = request
  return {
    ...defaultPanelSettings,
    x: xAxisKinds.find((kind) => kind === x) ?? { key: x },
    ...(smoothing === undefined ? {} : { smoothing: readSmoothing(smoothing) }),
    ...(log === true ? { yScale: 'log' } : {}),
    ...(logX === true ? { xScale: 'log' } : {}),
    ...axisScalesOf(request),
    ...(band === undefined ? {} : { band }),
    ...(relative === undefined ? {} : { relative }),
    ...(outliers === undefined ? {} : { outlierPercent: outliers }),
  }
}

function onlyRun(runs: readonly string[], kind: string): string {
  const [run] = runs
  if (run === undefined || runs.length > 1) throw invalid(`A figure of kind ${kind} shows exactly one run.`, 'runs')
  return run
}

/** As many as the Model tab has beside each other. */
const usualCount = 8

function choiceOf({ choose = ['worst'], count = usualCount, imageSeed = 1 }: FigureRequest): unknown {
  const numbers = choose.filter((one) => typeof one === 'number')
  const [by] = choose
  if (numbers.length === choose.length)
    return { by: 'places', places: [...new Set(numbers)].map((number) => number - 1) }
  if (choose.length > 1) throw invalid(`--choose takes one of ${chosenBy.join(', ')}, or numbers of images.`, 'choose')
  return by === 'random' ? { by, seed: imageSeed, count } : { by, count }
}

/** @throws PlateauError `invalid-input` naming what is wrong */
export function toSource(request: FigureRequest): FigureSource {
  const { kind = 'line', runs = [], baseline, rule, monitor = 'val_mse', patience = 5, minDelta = 1e-5 } = request
  const watched = { kind: rule ?? 'previous-epoch', monitor, patience, minDelta }
  if (runs.length === 0 && kind !== 'losses') throw invalid('Name the runs to show.', 'runs')
  const sourceOf = (): unknown => {
    switch (kind) {
      case 'line':
      case 'bar':
      case 'scatter':
      case 'parallel':
        return {
          kind: 'panel',
          runs,
          panel: panelOf(request, kind),
          settings: settingsOf(request),
          groupBy: request.groupBy ?? [],
          baseline: baseline ?? null,
          view: null,
        }
      case 'comparison':
        return {
          kind,
          form: request.form ?? 'grid',
          runs,
          metric: request.panel?.[0] ?? 'val_mse',
          rows: request.rows ?? 'architecture',
          columns: request.columns ?? 'loss',
          band: request.band ?? 'min-max',
          relative: request.relative ?? 'none',
          baseline: baseline ?? null,
          showsAll: true,
          ...(request.includeUnfinished === true ? { includeUnfinished: true } : {}),
        }
      case 'early-stopping': {
        const isGiven = [rule, request.monitor, request.patience, request.minDelta].some((value) => value !== undefined)
        return { kind, run: onlyRun(runs, kind), rule: isGiven ? watched : null }
      }
      case 'what-if':
        return { kind, runs, rule: watched }
      case 'samples':
        return {
          kind,
          runs,
          images: request.images ?? [0, 1, 2],
          at: request.at ?? 'best',
          errors: request.errors ?? 'absolute',
        }
      case 'chosen-images':
        return {
          kind,
          run: onlyRun(runs, kind),
          choice: choiceOf(request),
          by: 'best',
          at: request.at ?? 'best',
          errors: request.errors ?? 'absolute',
        }
      case 'losses':
        return {
          kind,
          form: request.gradient === true ? 'gradient' : 'loss',
          losses: request.losses ?? ['mse', 'smooth-l1'],
          ...byDrawnParameter((parameter, key) => request[key] ?? parameter.default),
          run: runs.length === 0 ? null : onlyRun(runs, kind),
        }
      case 'confusion':
        return {
          kind,
          run: onlyRun(runs, kind),
          at: request.at ?? 'best',
          numbers: request.numbers ?? 'counts',
        }
      case 'architecture':
        return { kind, run: onlyRun(runs, kind) }
    }
  }
  const read = figureSourceSchema.safeParse(sourceOf())
  if (read.success) return read.data
  throw invalid(schemaSentence(read.error), 'source')
}

/** The first thing that does not fit, as one sentence. */
export function schemaSentence(error: z.ZodError): string {
  const [issue] = error.issues
  if (issue === undefined) return 'It does not have the expected form.'
  const path = issue.path.map(String).join('.')
  if (issue.code === 'unrecognized_keys') return `There is no ${issue.keys.join(', ')} in ${path === '' ? 'it' : path}.`
  return `${misfitWords(error, 'It')}.`
}

/** A style with what a request says otherwise. */
export function styleWith(request: FigureRequest, base: FigureStyle): FigureStyle {
  const { width, height, unit, legendTemplate, ...rest } = request
  const changes = Object.fromEntries(
    (['font', 'fontSize', 'lineWidth', 'palette', 'theme', 'legend', 'grid'] as const).flatMap((key) =>
      rest[key] === undefined ? [] : [[key, rest[key]]],
    ),
  )
  if (unit !== undefined && unit !== base.size.unit && (width === undefined || height === undefined))
    throw invalid('With --unit, give --width and --height too.', 'unit')
  return {
    ...base,
    ...changes,
    size: { width: width ?? base.size.width, height: height ?? base.size.height, unit: unit ?? base.size.unit },
    ...(legendTemplate === undefined ? {} : { legendTemplate }),
  }
}

/** What the core is asked to write. @throws PlateauError `invalid-input` */
export function toTarget(request: FigureRequest, style: FigureStyle, format: FigureFormat): ExportTargetInput {
  const source = toSource(request)
  const data = dataFormats.find((candidate) => candidate === format)
  if (data !== undefined)
    return {
      kind: 'points',
      source,
      format: data,
      points: request.points ?? 'shown',
      hasProvenance: request.provenance ?? false,
    }
  const drawn = drawingFormats.find((candidate) => candidate === format)
  if (drawn === undefined) throw invalid(`There is no format ${format}.`, 'format')
  const { title, xLabel, yLabel, caption, scale, transparent, provenance, mostPoints } = request
  return {
    kind: 'drawing',
    drawing: {
      source,
      style,
      text: {
        title: title ?? plainFigureText.title,
        xLabel: xLabel ?? plainFigureText.xLabel,
        yLabel: yLabel ?? plainFigureText.yLabel,
        caption: caption ?? plainFigureText.caption,
      },
      format: drawn,
      ...(scale === undefined ? {} : { scale }),
      ...(transparent === undefined ? {} : { isTransparent: transparent }),
      hasProvenance: provenance ?? true,
      ...(mostPoints === undefined ? {} : { mostPoints }),
    },
  }
}
