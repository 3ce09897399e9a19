/** Records of a journal that are JSON, and the file that begins a run (docs/log-protocol.md). */
import { z } from 'zod'
import { isJsonObject, type JsonObject } from '../config'
import { firstMisfit } from '../schema-words'

export const logProtocol = 1

/** Of a run: made by whoever begins it, without asking anybody. */
export const journalRunPattern = /^[0-9a-z]{10,40}$/
/** A journal's file without its ending: host, process and a random part. */
export const journalWriterPattern = /^[A-Za-z0-9._-]{1,120}$/
export const sha256Pattern = /^[0-9a-f]{64}$/

const object = z.custom<JsonObject>(isJsonObject, 'must be a JSON object')
/** Milliseconds since 1970. */
const time = z.number().optional()
const key = z.string()
const step = z.number()
/** NaN and the infinities, which JSON does not have, are texts: {@link fromJson} reads one, and what is no number spoils no other. */
const values = object
const sha256 = z.string().regex(sha256Pattern)
const shortText = z.string().max(10_000)

export const writerSchema = z.looseObject({
  client: shortText.optional(),
  version: shortText.optional(),
  host: z.string().max(300),
  process: z.int().min(0),
  /** When its process began: milliseconds since 1970. */
  startedAt: z.number().optional(),
  job: z.union([shortText, z.number()]).optional(),
  restarts: z.union([shortText, z.number()]).optional(),
})
export type JournalWriter = z.infer<typeof writerSchema>

const artifact = z.object({
  name: z.string().max(300),
  type: z.string().max(300),
  version: shortText.optional(),
  aliases: z.array(z.string().max(300)).max(1_000).optional(),
})

const schemas = {
  attempt: z.object({
    type: z.literal('attempt'),
    time,
    attempt: z.int().min(1),
    protocol: z.int(),
    writer: writerSchema,
    /** Of the run's series so far, where the journals before this one were deleted. */
    lastStep: z.number().optional(),
  }),
  points: z.object({ type: z.literal('points'), time, step, values }),
  /** What a program wishes after the beginning; it takes the place of what run.json says. */
  run: z.object({
    type: z.literal('run'),
    time,
    name: shortText.optional(),
    tags: z.array(shortText).max(1_000).optional(),
    notes: z.string().optional(),
  }),
  config: z.object({ type: z.literal('config'), time, config: object }),
  summary: z.object({ type: z.literal('summary'), time, summary: object }),
  metric: z.object({
    type: z.literal('metric'),
    time,
    key,
    direction: z.enum(['lower', 'higher', 'none']).optional(),
    unit: z.string().max(50).optional(),
    step: z.string().max(200).optional(),
    goal: z.number().optional(),
    hidden: z.boolean().optional(),
  }),
  text: z.object({ type: z.literal('text'), time, key, step, text: z.string() }),
  image: z.object({
    type: z.literal('image'),
    time,
    key,
    step,
    sha256,
    format: z.enum(['png', 'jpeg', 'gif', 'webp']),
    width: z.int().min(1),
    height: z.int().min(1),
    caption: shortText.optional(),
    index: z.int().min(0).optional(),
  }),
  histogram: z
    .object({
      type: z.literal('histogram'),
      time,
      key,
      step,
      edges: z.array(z.number()).min(2).max(10_001),
      counts: z.array(z.number()),
    })
    .refine(({ edges, counts }) => edges.length === counts.length + 1, 'needs one edge more than counts'),
  table: z.union([
    z.object({
      type: z.literal('table'),
      time,
      key,
      step,
      columns: z.array(z.string().max(1_000)).max(10_000),
      rows: z.array(z.array(z.json())),
    }),
    z.object({ type: z.literal('table'), time, key, step, sha256 }),
  ]),
  file: z.union([
    z.object({
      type: z.literal('file'),
      time,
      name: z.string().min(1).max(4_000),
      size: z.int().min(0),
      sha256,
      copied: z.literal(true),
      artifact: artifact.optional(),
    }),
    z.object({
      type: z.literal('file'),
      time,
      name: z.string().min(1).max(4_000),
      path: z.string().max(10_000),
      size: z.int().min(0),
      sha256: sha256.optional(),
      copied: z.literal(false),
      artifact: artifact.optional(),
    }),
  ]),
  log: z.object({
    type: z.literal('log'),
    time,
    level: z.enum(['debug', 'info', 'warning', 'error']),
    lines: z.array(z.string()).max(100_000),
    stream: z.enum(['stdout', 'stderr']).optional(),
  }),
  alert: z.object({
    type: z.literal('alert'),
    time,
    title: shortText,
    text: shortText,
    level: z.enum(['info', 'warning', 'error']),
  }),
  state: z.object({
    type: z.literal('state'),
    time,
    state: z.enum(['alive', 'stopping', 'finished', 'left']),
    exitCode: z.int().optional(),
    exception: z.object({ type: shortText, message: z.string(), traceback: z.string().optional() }).optional(),
    reason: z.enum(['completed', 'stopped', 'failed']).optional(),
    /** Of `stopped`, where a rule did it: which one, in a sentence. */
    stoppedEarly: shortText.optional(),
  }),
} as const

export type JournalRecordType = keyof typeof schemas
export type JournalRecordOf<Type extends JournalRecordType> = z.output<(typeof schemas)[Type]>
export type JournalRecord = { [Type in JournalRecordType]: JournalRecordOf<Type> }[JournalRecordType]
/** As it is written: numbers that JSON has not are texts. */
export type JournalRecordInput = { [Type in JournalRecordType]: z.input<(typeof schemas)[Type]> }[JournalRecordType]

/** A double out of JSON; undefined for what is none. */
export function fromJson(value: unknown): number | undefined {
  if (typeof value === 'number') return value
  return typeof value === 'string' && wordsOfNumbers.has(value) ? Number(value) : undefined
}
const wordsOfNumbers = new Set(['NaN', 'Infinity', '-Infinity', '-0'])

export type ReadRecord =
  | { readonly kind: 'record'; readonly record: JournalRecord }
  /** Of a type that a newer version may know. */
  | { readonly kind: 'unknown'; readonly type: string }
  | { readonly kind: 'invalid'; readonly reason: string }

/** A record as it was parsed. Fields that this version does not know are left out. */
export function readRecord(value: unknown): ReadRecord {
  if (!isJsonObject(value)) return { kind: 'invalid', reason: 'it is no JSON object' }
  const { type } = value
  if (typeof type !== 'string') return { kind: 'invalid', reason: 'it has no type' }
  if (!Object.hasOwn(schemas, type)) return { kind: 'unknown', type }
  const read = schemas[type as JournalRecordType].safeParse(value)
  if (read.success) return { kind: 'record', record: read.data }
  const { field, message } = firstMisfit(read.error)
  return { kind: 'invalid', reason: `${field === '' ? type : `${type}.${field}`}: ${message}` }
}

/** HOME/journals/RUN/run.json. */
export const journalRunSchema = z.object({
  protocol: z.int().min(1),
  id: z.string().regex(journalRunPattern),
  project: z.string().optional(),
  name: z.string().optional(),
  config: object.optional(),
  origin: z.object({ kind: z.enum(['logged', 'program', 'imported']), facts: object.optional() }),
  environment: object.optional(),
  /** ISO 8601. */
  begunAt: z.string().refine((text) => !Number.isNaN(Date.parse(text)), 'must be a time as in ISO 8601'),
  stepsAreEpochs: z.boolean().optional(),
  tags: z.array(z.string()).optional(),
  notes: z.string().optional(),
  group: z.string().optional(),
})
export type JournalRun = z.infer<typeof journalRunSchema>
