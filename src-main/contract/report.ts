/** Reports: Markdown text and live blocks, which follow their runs or are frozen at a moment. */
import { z } from 'zod'
import { searchTextSchema } from './run-query'
import { seriesKeySchema } from './text'
import { configKeySchema } from '../protocol/config'
import { monitorKeys } from './config'
import { figureSourceSchema, figureStyleSchema, figureTextSchema } from './figure'

const id = z.string().min(1).max(40)
/** A report is of so many runs. */
export const mostReportRuns = 2_000
const runs = z.array(z.string().min(1).max(200)).min(1).max(mostReportRuns)
/**
 * A line of the query language: of the runs that it finds in the report's project whenever it is read. Those in `runs` are what it found last, and stay
 * where it finds none.
 */
const where = searchTextSchema.optional()

/** What a table of a comparison is worked out from. */
const comparison = {
  id,
  runs,
  where,
  metric: seriesKeySchema,
  rows: configKeySchema,
  columns: configKeySchema,
  /** Count runs that did not come to their planned end in means and intervals; false unless given. */
  includeUnfinished: z.boolean().optional(),
  caption: z.string().max(2_000),
}

/**
 * Text is Markdown. `{{...}}` in it, in captions and in the title is bound to data and changes with it, e.g. `{{best val_mse of plain, MSE}}`;
 * the words are listed in docs/reports.md. Bindings speak of the report's runs, by run name or by group. One that cannot be read is kept
 * as it is, so that nothing is lost while it is being typed: resolved, it says why it has no value.
 */
export const reportBlockSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('text'), id, markdown: z.string().max(100_000) }),
  z.strictObject({
    kind: z.literal('figure'),
    id,
    source: figureSourceSchema,
    where,
    text: figureTextSchema,
    /** Over the report's own style. */
    style: figureStyleSchema.partial(),
  }),
  z.strictObject({ kind: z.literal('verdict'), ...comparison }),
  /** Groups of runs by one or two settings, with the mean, deviation, count and best of a metric. */
  z.strictObject({ kind: z.literal('groups'), ...comparison }),
  z.strictObject({
    kind: z.literal('config-diff'),
    id,
    runs,
    where,
    /** A column for each group by these two settings; without them for each run, or what tells the runs apart. */
    rows: configKeySchema.optional(),
    columns: configKeySchema.optional(),
    /** Also what is the same in all of them; false unless given. */
    showsEqual: z.boolean().optional(),
    caption: z.string().max(2_000),
  }),
  /** What another rule would have saved and lost, run by run. */
  z.strictObject({
    kind: z.literal('what-if'),
    id,
    runs,
    where,
    monitor: z.enum(monitorKeys),
    patience: z.int().min(1),
    minDelta: z.number().min(0),
    caption: z.string().max(2_000),
  }),
])
export type ReportBlock = z.infer<typeof reportBlockSchema>

export const reportSchema = z.strictObject({
  id,
  title: z.string().trim().min(1).max(300),
  /** Bindings speak of these; blocks name their own. */
  runs,
  blocks: z.array(reportBlockSchema).max(500),
  style: figureStyleSchema,
  /** ISO 8601 UTC of the moment whose numbers it keeps; null follows its runs. */
  frozenAt: z.string().nullable(),
  /** ISO 8601 UTC. */
  savedAt: z.string(),
})
export type Report = z.infer<typeof reportSchema>
export type ReportListing = Pick<Report, 'id' | 'title' | 'frozenAt' | 'savedAt'> & {
  headings: string[]
  /** Its project's id. */
  project: string
}

export const reportTemplates = ['comparison', 'one-run', 'groups'] as const
export type ReportTemplate = (typeof reportTemplates)[number]

/** What a template that compares groups is filled with; it chooses what is not given. */
export const templateChoicesSchema = z.strictObject({
  /** Any series with a direction. */
  metric: seriesKeySchema.optional(),
  /** One or two settings by whose values runs are grouped. */
  keys: z.array(configKeySchema).min(1).max(2).optional(),
})
export type TemplateChoices = z.infer<typeof templateChoicesSchema>

/** What there is to choose from, of runs that were asked about. */
export const templateOptionsSchema = z.object({
  /** Every series that any of them has, those with a direction first. */
  metrics: z.array(
    z.object({ key: z.string(), direction: z.enum(['lower', 'higher', 'none']), /** That have it. */ runs: z.int() }),
  ),
  /** Every setting, those in which the runs differ first. */
  keys: z.array(z.object({ key: z.string(), differs: z.boolean() })),
  /** What is taken where nothing is chosen; null where there is nothing to take. */
  metric: z.string().nullable(),
  groupedBy: z.array(z.string()),
})
export type TemplateOptions = z.infer<typeof templateOptionsSchema>

/** A template, and whether it fits the runs that were asked about. */
export const templateOfferSchema = z.object({
  template: z.enum(reportTemplates),
  /** What it is about. */
  name: z.string(),
  /** One sentence on what the runs lack; null where it fits. */
  lacks: z.string().nullable(),
})
export type TemplateOffer = z.infer<typeof templateOfferSchema>

/** `latex`: a folder with main.tex and its figures. `md`: a folder with report.md and its pictures. `html`: one file that works offline. */
export const reportFormats = ['pdf', 'latex', 'md', 'html'] as const
export type ReportFormat = (typeof reportFormats)[number]

/** A table of a report as text, ready for any format. */
export const reportTableSchema = z.object({
  columns: z.array(z.object({ label: z.string(), isNumber: z.boolean() })),
  rows: z.array(z.array(z.string())),
  notes: z.array(z.string()),
})
export type ReportTable = z.infer<typeof reportTableSchema>

/** A block with its numbers filled in, as the window shows it and every format writes it. */
export const resolvedBlockSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('text'),
    id,
    /** Markdown with every binding filled in. */
    markdown: z.string(),
    /** Bindings in their order: what was written, what stands there now, and why not where it has no value. */
    bindings: z.array(z.object({ expression: z.string(), text: z.string(), error: z.string().nullable() })),
  }),
  z.object({
    kind: z.literal('figure'),
    id,
    /** Counted over the report's figures from 1. */
    number: z.int(),
    source: figureSourceSchema,
    style: figureStyleSchema,
    text: figureTextSchema,
    error: z.string().nullable(),
  }),
  z.object({
    kind: z.enum(['verdict', 'groups', 'config-diff', 'what-if']),
    id,
    /** Counted over the report's tables from 1. */
    number: z.int(),
    caption: z.string(),
    table: reportTableSchema.nullable(),
    error: z.string().nullable(),
  }),
])
export type ResolvedBlock = z.infer<typeof resolvedBlockSchema>
