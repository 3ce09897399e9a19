/** Requests about what leaves the history: tables of runs, figures and their styles, files, reports. */
import { z } from 'zod'
import { call, nothing } from './call'
import { exportTargetSchema } from './exports'
import {
  drawingFormats,
  drawingSchema,
  figureSourceSchema,
  figureStyleSchema,
  namedStyleSchema,
  provenanceSchema,
  tableFormats,
} from './figure'
import { bytes, inProject, manyRunReferences, runReference, runReferences } from './references'
import {
  reportSchema,
  reportTemplates,
  resolvedBlockSchema,
  templateChoicesSchema,
  templateOfferSchema,
  templateOptionsSchema,
} from './report'

const figureData = z.custom<object>((value) => typeof value === 'object' && value !== null)

export const drawingRequests = {
  /** Columns of values that a table of these runs has, as `export.runs` writes them, and how many of the runs have series by step alone: no row. */
  'export.columns': call(
    z.strictObject({ runs: manyRunReferences }),
    z.object({ columns: z.array(z.string()), rowless: z.int() }),
  ),
  /** One text. Of thousands of runs a file is made part by part, as no message holds them: with the columns of all, each part has those. */
  'export.runs': call(
    z.strictObject({
      runs: manyRunReferences,
      format: z.enum(['csv', 'json']),
      columns: z.array(z.string()).max(100_000).optional(),
    }),
    z.object({ fileName: z.string(), mediaType: z.string(), text: z.string() }),
  ),

  /** A figure as a file's bytes: for a preview and for the clipboard. */
  'figures.render': call(
    drawingSchema,
    z.object({
      bytes,
      mediaType: z.string(),
      fileName: z.string(),
      /** What it does not show of its data, in sentences. */
      remarks: z.array(z.string()),
    }),
  ),
  /** What a figure is worked out from, for a window that draws it: FigureData of panels/figure, which knows the charts as the contract does not. */
  'figures.data': call(z.strictObject({ source: figureSourceSchema }), z.object({ data: figureData })),
  /** The numbers that a figure shows, as a table. */
  'figures.table': call(
    z.strictObject({ source: figureSourceSchema, format: z.enum(tableFormats) }),
    z.object({ text: z.string(), rows: z.int() }),
  ),
  /** Reads what an exported file says of where it comes from. Refused with `no-provenance` when it says nothing. */
  'figures.provenance': call(
    z.strictObject({ bytes, fileName: z.string().max(500) }),
    z.object({ provenance: provenanceSchema, /** Those that are still in the history. */ runs: z.array(z.string()) }),
  ),
  'styles.list': call(nothing, z.object({ styles: z.array(namedStyleSchema) })),
  /** Makes a named style, or saves the one of that name anew. Names of built-in ones are taken. */
  'styles.save': call(
    z.strictObject({ name: namedStyleSchema.shape.name, style: figureStyleSchema }),
    namedStyleSchema,
  ),
  'styles.remove': call(z.strictObject({ id: z.string() }), nothing),

  /**
   * Writes a file (or, for reports that are folders, a folder). Told by `export-progress`, cancelled by `exports.cancel`. For hosts only: a
   * window's request of it is refused, as paths are chosen in the shell's dialog.
   */
  'exports.write': call(
    z.strictObject({
      /** Chosen by the caller, for progress and for cancelling. */
      id: z.string().min(1).max(60),
      path: z.string().min(1).max(4_096),
      replace: z.boolean(),
      target: exportTargetSchema,
    }),
    z.object({
      path: z.string(),
      bytes: z.number(),
      /** Rows of numbers; null for what has none. */ rows: z.int().nullable(),
      /** What a figure does not show of its data, in sentences. */
      remarks: z.array(z.string()),
    }),
  ),
  'exports.cancel': call(z.strictObject({ id: z.string() }), nothing),

  'reports.list': call(
    z.strictObject({ /** Those of one project; of all without. */ ...inProject }),
    z.object({
      reports: z.array(
        reportSchema
          .pick({ id: true, title: true, frozenAt: true, savedAt: true })
          .extend({ headings: z.array(z.string()), /** Its project's id. */ project: z.string() }),
      ),
    }),
  ),
  'reports.get': call(z.strictObject({ report: z.string() }), reportSchema),
  /** Every template, and whether it fits these runs, which may be none, with these choices. */
  'reports.templates': call(
    z.strictObject({ runs: z.array(runReference).max(2_000), ...templateChoicesSchema.shape }),
    z.object({ templates: z.array(templateOfferSchema), options: templateOptionsSchema }),
  ),
  /** From a template, filled from the runs; refused when they do not suit it. In the first run's project where none is named. */
  'reports.create': call(
    z.strictObject({
      template: z.enum(reportTemplates),
      runs: runReferences,
      title: z.string().max(300).optional(),
      ...templateChoicesSchema.shape,
      ...inProject,
    }),
    reportSchema,
  ),
  /** Saves the whole document; `frozenAt` is the core's to set. One that is there stays in its project. Answers with it as it was kept. */
  'reports.save': call(z.strictObject({ report: reportSchema, ...inProject }), reportSchema),
  'reports.remove': call(z.strictObject({ report: z.string() }), nothing),
  /** Keeps the numbers and figures of this moment, or follows the runs again. */
  'reports.freeze': call(z.strictObject({ report: z.string(), frozen: z.boolean() }), reportSchema),
  /** Every block with its numbers filled in; of a document that is not saved yet as well. */
  'reports.resolve': call(z.strictObject({ report: reportSchema }), z.object({ blocks: z.array(resolvedBlockSchema) })),
  /** What a figure of a kept report is worked out from: of a frozen one as it was at its moment. */
  'reports.data': call(z.strictObject({ report: z.string(), block: z.string() }), z.object({ data: figureData })),
  /** One figure of a kept report as a file's bytes: of a frozen one as it was at its moment, which `figures.render` cannot know. */
  'reports.figure': call(
    z.strictObject({
      report: z.string(),
      block: z.string(),
      format: z.enum(drawingFormats),
      /** Instead of its style's own: for a screen. */
      theme: figureStyleSchema.shape.theme.optional(),
    }),
    z.object({ bytes, /** As figures are counted in the report. */ number: z.int() }),
  ),
} as const
