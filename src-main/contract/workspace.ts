/** The workspace as it is left: which runs are shown and how, and which panels. Named views are the same document. */
import { z } from 'zod'
import { keyedRecord } from './keyed-record'
import { xAxisKinds } from './lines'
import { doubleSchema } from './numbers'
import { searchTextSchema } from './run-query'
import { smoothingSchema } from './smoothing'
import { largestKeyLength, nameSchema, seriesKeySchema } from './text'

export { smoothingMethods, type Smoothing, type SmoothingMethod } from './smoothing'

/** `deviation`: sample standard deviation. `error`: of the mean. `confidence`: 95% interval of the mean, by Student's t. */
export const bandKinds = ['min-max', 'deviation', 'error', 'confidence', 'none'] as const
export type BandKind = (typeof bandKinds)[number]

/** What stands for a group at each x. */
export const groupLines = ['mean', 'median'] as const
export type GroupLine = (typeof groupLines)[number]

/** Whether curves are shown as they are, or against the baseline run: difference to it, or ratio. */
export const relativeKinds = ['none', 'difference', 'ratio'] as const
export type RelativeKind = (typeof relativeKinds)[number]

/** `value`: a horizontal line there. `best`: at a run's best of the panel's metric. */
export const referenceLineSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('value'), value: z.number(), label: z.string().max(80) }),
  z.strictObject({ kind: z.literal('best'), run: z.string() }),
])
export type ReferenceLine = z.infer<typeof referenceLineSchema>

const bound = doubleSchema.nullable()

/** Deeper groups are read by nobody. */
export const mostGroupKeys = 5
/** Setting keys, or {@link tagsKey}. */
const groupBySchema = z.array(z.string()).max(mostGroupKeys)
/** What runs are grouped by where it is not a setting: all of their tags together. A setting of this name cannot be grouped by. */
export const tagsKey = 'run:tags'

/** `best` first, or what has no direction from its smallest value on; `worst` the other way round. */
export const listOrders = ['newest', 'best', 'worst'] as const

/** Titles, sections and ids may hold a whole series key, whose characters JavaScript may count double, and a word before it. */
const largestTitle = 2 * largestKeyLength
const largestId = largestTitle + 50

const scaleSchema = z.enum(['linear', 'log'])
/** How an axis places its values. */
export type ScaleKind = z.infer<typeof scaleSchema>

/** How a panel draws. The workspace has a whole one; a panel has what differs from it. */
export const panelSettingsSchema = z.strictObject({
  x: z.union([z.enum(xAxisKinds), z.strictObject({ key: seriesKeySchema })]),
  yScale: scaleSchema,
  /**
   * Linear unless given, and of wall time always: a moment has no logarithm that means anything. Bars, whose values lie along x, take their panel's own
   * alone: the workspace's is of epochs and their like.
   */
  xScale: scaleSchema.optional(),
  /** Of parallel coordinates, by axis id (`config:learningRate`): without one, log where the values span decades. */
  axisScales: keyedRecord(scaleSchema, largestId).optional(),
  smoothing: smoothingSchema,
  /** Whether the unsmoothed line stays faintly behind. */
  showsOriginal: z.boolean(),
  /** Either end may be left to fit. */
  xRange: z.strictObject({ low: bound, high: bound }),
  yRange: z.strictObject({ low: bound, high: bound }),
  /** Percent of the points left out of the y range on each side; 0 shows all. */
  outlierPercent: z.number().min(0).max(25),
  band: z.enum(bandKinds),
  relative: z.enum(relativeKinds),
  /** Config key whose value decides on the colour, or null: each run's own. */
  colourBy: z.string().nullable(),
  /** Config key whose value decides on the dash, or null: each run's own. `loss` where runs of the project differ in it, else as null. */
  dashBy: z.string().nullable(),
  /** Line widths in pixels. */
  lineWidth: z.number().min(0.5).max(6),
  /** `${name}` and `${config.KEY}` are filled in. */
  legend: z.string().max(200),
  references: z.array(referenceLineSchema).max(20),
  /** A panel's own grouping; without it, the list's. */
  groupBy: groupBySchema.optional(),
  /** Of a panel: which of the shown runs it draws, as a line of the query language; without it, all of them. */
  where: searchTextSchema.optional(),
  /** The mean unless given. */
  groupLine: z.enum(groupLines).optional(),
  /** {@link usualDensity} unless given. */
  density: z
    .strictObject({
      /** From so many lines on, how many of them lie on each other is drawn instead of each; null draws lines, however many there are. */
      from: z.int().min(2).max(1_000).nullable(),
      /** So many of the best are lines all the same, with their names. */
      named: z.int().min(0).max(20),
    })
    .optional(),
})
export type PanelSettings = z.infer<typeof panelSettingsSchema>

/** Where a number of a run comes from, for scatter, bars and parallel coordinates. */
export const quantitySchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('config'), key: z.string() }),
  z.strictObject({ kind: z.literal('best'), key: seriesKeySchema }),
  z.strictObject({ kind: z.literal('last'), key: seriesKeySchema }),
  /** `parameters`, `epochs`, `trainingSeconds`, `imagesPerSecond` of the run. */
  z.strictObject({
    kind: z.literal('run'),
    key: z.enum(['parameters', 'epochs', 'trainingSeconds', 'imagesPerSecond']),
  }),
])
export type Quantity = z.infer<typeof quantitySchema>

const columnId = z.string().max(largestId)
const columnOrderSchema = z.strictObject({ id: columnId, isDescending: z.boolean() })
/** So many columns decide on the order of the table of runs, and so many settings on its groups. */
export const mostTableSorts = 4
export const mostTableGroups = 2

/** How the table of runs stands. What is optional is absent of tables of earlier versions. */
export const runTableSchema = z.strictObject({
  /** In their order: `config:loss`, `best:val_mse`, `created`. One that no run has is left out. */
  columns: z.array(columnId).max(500),
  /** What decides first. */
  sort: columnOrderSchema,
  /** What decides then, where runs are alike. Where it is absent, the table's columns end with tags and notes, which it always had. */
  thenBy: z
    .array(columnOrderSchema)
    .max(mostTableSorts - 1)
    .optional(),
  /** Keys of settings, the outer one first. */
  groupBy: z.array(columnId).max(mostTableGroups).optional(),
  /** In pixels, of those that are not as wide as usual; `name` is one of them. */
  widths: z
    .array(z.tuple([columnId, z.int().min(40).max(1_200)]))
    .max(500)
    .optional(),
  /** Columns that stay beside the name, whatever is scrolled. */
  pinned: z.array(columnId).max(500).optional(),
  /** Groups that are not as usual: closed outer ones, and open ones within them. */
  turned: z.array(z.string().max(1_000)).max(1_000).optional(),
})
export type RunTable = z.infer<typeof runTableSchema>

const panelShape = {
  /** `metric:KEY` for the ones that are made by themselves; any other text for added ones. */
  id: z.string().min(1).max(largestId),
  /** The panel's own title; null takes it from what is drawn. */
  title: z.string().max(largestTitle).nullable(),
  section: z.string().max(largestTitle),
  /** Columns of twelve, and pixels. */
  columns: z.int().min(3).max(12),
  height: z.int().min(120).max(1_200),
  isHidden: z.boolean(),
  settings: panelSettingsSchema.partial(),
}
export const panelDefinitionSchema = z.discriminatedUnion('kind', [
  z.strictObject({ ...panelShape, kind: z.literal('line'), keys: z.array(seriesKeySchema).min(1).max(20) }),
  z.strictObject({ ...panelShape, kind: z.literal('scatter'), horizontal: quantitySchema, vertical: quantitySchema }),
  z.strictObject({ ...panelShape, kind: z.literal('bar'), quantity: quantitySchema, by: z.enum(['run', 'group']) }),
  z.strictObject({ ...panelShape, kind: z.literal('parallel'), axes: z.array(quantitySchema).min(2).max(20) }),
])
export type PanelDefinition = z.infer<typeof panelDefinitionSchema>
export type PanelKind = PanelDefinition['kind']

export const workspaceLayoutSchema = z.strictObject({
  version: z.literal(1),
  /** Of the run list: text or, with `isRegex`, a regular expression. */
  search: z.string().max(500),
  isRegex: z.boolean(),
  /** What the list has behind each name: `best:val_mse`, `config:seed`, `created`; null what is usual for its runs. Layouts of earlier versions do not have it. */
  listValue: z.string().max(largestId).nullable().default(null),
  /** How the list is sorted by it. Layouts of earlier versions do not have it. */
  listOrder: z.enum(listOrders).default('newest'),
  /** Config keys by which runs are grouped, outermost first. */
  groupBy: groupBySchema,
  collapsedGroups: z.array(z.string()).max(1_000),
  /** Runs whose eye is closed, by id. */
  hiddenRuns: z.array(z.string()).max(100_000),
  /** Runs that stay on top. */
  pinnedRuns: z.array(z.string()).max(1_000),
  baseline: z.string().nullable(),
  showsArchived: z.boolean(),
  settings: panelSettingsSchema,
  /** Zooming one panel zooms those with the same x. */
  syncsZoom: z.boolean(),
  /** In their order; sections that come by themselves stand behind those that are named here. */
  sections: z.array(z.strictObject({ name: z.string(), isCollapsed: z.boolean() })).max(500),
  /** In their order. Panels that were never touched are not here: each metric makes one by itself. */
  panels: z.array(panelDefinitionSchema).max(2_000),
  /** Null has the usual columns, newest first. Layouts of earlier versions do not have it. */
  runTable: runTableSchema.nullable().default(null),
  /** Which runs that table has: a line of the query language. Layouts of earlier versions do not have it. */
  runQuery: z.string().max(500).default(''),
  /** Whether a metric's panel is hidden until somebody shows it, and none comes by itself. Layouts of earlier versions do not have it. */
  isManual: z.boolean().default(false),
})
export type WorkspaceLayout = z.infer<typeof workspaceLayoutSchema>

export const viewSchema = z.object({
  id: z.string(),
  name: nameSchema(100),
  /** ISO 8601 UTC. */
  savedAt: z.string(),
  layout: workspaceLayoutSchema,
})
export type SavedView = z.infer<typeof viewSchema>

/** What a view is as a file. */
export const viewFileSchema = z.strictObject({
  format: z.literal('plateau-view'),
  name: nameSchema(100),
  layout: workspaceLayoutSchema,
})

/** When lines become a density, and how many of them stay lines. */
export const usualDensity: NonNullable<PanelSettings['density']> = { from: 200, named: 5 }

export const defaultPanelSettings: PanelSettings = {
  x: 'epoch',
  yScale: 'linear',
  smoothing: { method: 'none', amount: 0 },
  showsOriginal: true,
  xRange: { low: null, high: null },
  yRange: { low: null, high: null },
  outlierPercent: 0,
  band: 'min-max',
  relative: 'none',
  colourBy: null,
  dashBy: 'loss',
  lineWidth: 1.5,
  legend: '${name}',
  references: [],
}

export const defaultLayout: WorkspaceLayout = {
  version: 1,
  search: '',
  isRegex: false,
  listValue: null,
  listOrder: 'newest',
  groupBy: [],
  collapsedGroups: [],
  hiddenRuns: [],
  pinnedRuns: [],
  baseline: null,
  showsArchived: false,
  settings: defaultPanelSettings,
  syncsZoom: true,
  sections: [],
  panels: [],
  runTable: null,
  runQuery: '',
  isManual: false,
}
