/** Files that the core writes: each whole or not at all, with progress, and cancelled when asked to. */
import { z } from 'zod'
import { dataFormats, drawingSchema, figureSourceSchema } from './figure'
import { reportFormats } from './report'

export const exportTargetSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('drawing'), drawing: drawingSchema }),
  /** Numbers behind a figure: what it shows, or every stored point of its series. */
  z.strictObject({
    kind: z.literal('points'),
    source: figureSourceSchema,
    format: z.enum(dataFormats),
    points: z.enum(['shown', 'all']),
    /** CSV: provenance as `#` lines before the header. */
    hasProvenance: z.boolean().default(false),
  }),
  /** Every stored point of runs, of all their series or of these. */
  z.strictObject({
    kind: z.literal('runs'),
    runs: z.array(z.string().min(1).max(200)).min(1).max(2_000),
    keys: z.array(z.string()).max(1_000).optional(),
    format: z.enum(dataFormats),
    hasProvenance: z.boolean().default(false),
  }),
  z.strictObject({
    kind: z.literal('report'),
    report: z.string().min(1).max(40),
    format: z.enum(reportFormats),
  }),
])
export type ExportTarget = z.output<typeof exportTargetSchema>
export type ExportTargetInput = z.input<typeof exportTargetSchema>

/** Ends of file names; `latex` and `md` reports are folders, or a .zip where a single file is needed. */
export const fileEndings = {
  pdf: 'pdf',
  svg: 'svg',
  png: 'png',
  tikz: 'tex',
  csv: 'csv',
  json: 'json',
  parquet: 'parquet',
  html: 'html',
} as const
