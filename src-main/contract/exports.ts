/** Files that the core writes: each whole or not at all, with progress, and cancelled when asked to. */
import { z } from 'zod'
import { PlateauError } from './errors'
import { dataFormats, drawingSchema, figureSourceSchema, type DataFormat, type DrawingFormat } from './figure'
import { manyRunReferences, runReference } from './references'
import { reportFormats, type ReportFormat } from './report'

/** Forms of a trained network; `torch` and `tfjs` are folders or .zip files. */
export const trainerFormats = ['safetensors', 'torch', 'onnx', 'tfjs'] as const
export type TrainerFormat = (typeof trainerFormats)[number]
export const modelFormats = [...trainerFormats, 'model-card'] as const
export type ModelFormat = (typeof modelFormats)[number]

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
    runs: manyRunReferences,
    keys: z.array(z.string()).max(1_000).optional(),
    format: z.enum(dataFormats),
    hasProvenance: z.boolean().default(false),
  }),
  /** Media of runs: a folder of contents by their hash, with a table in this format. */
  z.strictObject({
    kind: z.literal('media'),
    runs: manyRunReferences,
    format: z.enum(dataFormats),
  }),
  /** What a run has learnt, for other programs; its best epoch where none is given. */
  z.strictObject({
    kind: z.literal('model'),
    run: runReference,
    epoch: z.int().min(1).optional(),
    format: z.enum(modelFormats),
  }),
  z.strictObject({
    kind: z.literal('report'),
    report: z.string().min(1).max(40),
    format: z.enum(reportFormats),
  }),
])
export type ExportTarget = z.output<typeof exportTargetSchema>
export type ExportTargetInput = z.input<typeof exportTargetSchema>

/** How file names end, the usual ending of a format first. `latex` and `md` reports are folders too, and .zip files of those. */
const endingsOf = {
  pdf: ['pdf'],
  svg: ['svg'],
  png: ['png'],
  tikz: ['tex'],
  csv: ['csv'],
  json: ['json'],
  parquet: ['parquet'],
  html: ['html', 'htm'],
  latex: ['tex', 'zip'],
  md: ['md', 'markdown', 'zip'],
  safetensors: ['safetensors'],
  torch: ['zip'],
  onnx: ['onnx'],
  tfjs: ['zip'],
  'model-card': ['md', 'markdown'],
} as const satisfies Record<FileFormat, readonly string[]>

export type FileFormat = DrawingFormat | DataFormat | ReportFormat | ModelFormat

/** The usual ending of a format's files, without the dot. */
export const fileEndings = Object.fromEntries(
  Object.entries(endingsOf).map(([format, [usual]]) => [format, usual]),
) as Readonly<Record<FileFormat, string>>

const hasEnding = (format: FileFormat, ending: string): boolean =>
  endingsOf[format].some((candidate) => candidate === ending)

/** `r.md` ends in `md`; empty where there is no ending. */
const endingOf = (path: string): string => /[^/\\]\.([a-z0-9]+)$/i.exec(path)?.[1]?.toLowerCase() ?? ''

/** @throws PlateauError `invalid-input` for a path whose ending is that of other formats: a file never ends as what it is not. */
export function requireEnding(path: string, format: FileFormat): void {
  const ending = endingOf(path)
  const isKnown = fileFormats.some((candidate) => hasEnding(candidate, ending))
  if (!isKnown || hasEnding(format, ending)) return
  const endings = endingsOf[format].map((candidate) => `.${candidate}`).join(' or ')
  throw new PlateauError(
    'invalid-input',
    `${path} does not end as the format ${format} does: name it ${endings}, or choose another format.`,
    { field: 'format' },
  )
}

const fileFormats = Object.keys(endingsOf) as FileFormat[]

/**
 * The format that a file's ending says, or the one that was chosen.
 * @param chosen where somebody has: an ending of another format is refused then, one that no format has is not.
 * @param formats those that can be written.
 * @throws PlateauError `invalid-input` where nothing says the format, or the ending contradicts it
 */
export function formatOfFile<Format extends FileFormat>(
  path: string,
  chosen: Format | undefined,
  formats: readonly Format[],
): Format {
  if (chosen !== undefined) {
    requireEnding(path, chosen)
    return chosen
  }
  const ending = endingOf(path)
  const [named, other] = formats.filter((format) => hasEnding(format, ending))
  if (named !== undefined && other === undefined) return named
  const refuse = (what: string) => new PlateauError('invalid-input', `${path} ${what}.`, { field: 'format' })
  if (named !== undefined && other !== undefined) throw refuse(`can be ${named} or ${other}: say which with --format`)
  const endings = [...new Set(formats.flatMap((format) => endingsOf[format].map((candidate) => `.${candidate}`)))]
  throw refuse(`does not end in ${endings.join(', ')}; name a format with --format`)
}
