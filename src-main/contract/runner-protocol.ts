/**
 * What the core and a runner, which starts one program and watches it, say to each other. The core writes a job; the runner appends records to a file,
 * so that nothing is lost when the core dies, and the next one reads on. The records are those of the log protocol (JSON lines), and a few of its own.
 */
import { z } from 'zod'
import { keyedRecord } from './keyed-record'
import { programEnvironmentSchema, programResultsSchema, stopWaitsSchema } from './programs'

/** What a runner is started with, as JSON on its standard input. */
export const runnerJobSchema = z.strictObject({
  run: z.string(),
  project: z.string(),
  home: z.string(),
  attempt: z.int().min(1),
  /** The program and its arguments, a word each. No shell reads them. */
  command: z.array(z.string()).min(1),
  folder: z.string(),
  environment: programEnvironmentSchema,
  variables: keyedRecord(z.string()),
  results: programResultsSchema,
  stop: stopWaitsSchema,
  /** Where records go. */
  records: z.string(),
  /** A file by whose coming the program is asked to stop. */
  stopFile: z.string(),
  /** Where the last of what it prints is kept as it is. */
  output: z.string(),
})
export type RunnerJob = z.infer<typeof runnerJobSchema>

const time = z.number().optional()
/** Numbers that JSON has not are texts. */
const jsonNumber = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity'])])

export const programEndReasons = ['completed', 'stopped', 'failed'] as const
export type ProgramEndReason = (typeof programEndReasons)[number]

export const runnerRecordSchema = z.union([
  /** The first: who writes. */
  z.object({
    type: z.literal('attempt'),
    time,
    attempt: z.int(),
    protocol: z.literal(1),
    writer: z.object({
      client: z.string(),
      version: z.string(),
      host: z.string(),
      process: z.int(),
      startedAt: z.string().nullable(),
    }),
  }),
  /** The program was started: its process, which is the leader of a group. */
  z.object({ type: z.literal('started'), time, process: z.int(), startedAt: z.string().nullable() }),
  z.object({ type: z.literal('environment'), time, environment: keyedRecord(z.unknown()) }),
  /** Before the first points: what its lines count. */
  z.object({ type: z.literal('steps'), time, areEpochs: z.boolean() }),
  z.object({ type: z.literal('points'), time: z.number(), step: z.number(), values: keyedRecord(jsonNumber) }),
  z.object({
    type: z.literal('log'),
    time,
    level: z.enum(['debug', 'info', 'warning', 'error']),
    lines: z.array(z.string()),
    stream: z.enum(['stdout', 'stderr']).optional(),
  }),
  z.object({ type: z.literal('state'), time, state: z.enum(['alive', 'stopping']) }),
  z.object({
    type: z.literal('state'),
    time,
    state: z.literal('finished'),
    /** As shells have it. */
    exitCode: z.int(),
    reason: z.enum(programEndReasons),
    message: z.string().nullable(),
  }),
])
export type RunnerRecord = z.infer<typeof runnerRecordSchema>
