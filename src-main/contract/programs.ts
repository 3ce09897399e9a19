/**
 * Programs: saved commands of a person's own with checked parameters, and the requests that start them.
 *
 * Whoever can start any command owns the account. So a client starts what is saved, with values that are checked, and never a command line of
 * its own making; hosts ask the person before `programs.save` gets here from a window.
 */
import { z } from 'zod'
import { keyedRecord } from './keyed-record'
import { call, nothing } from './call'
import { largestGrid } from './grid'
import { projectReferenceSchema } from './projects'
import { queuePlaces } from './queue'
import { runSummarySchema } from './run'
import { findRefusedCharacter, findUnspokenCharacter, nameSchema, seriesKeySchema } from './text'

/** `path` and `text` are texts; `choice` is one of the choices; a `flag` is an argument that is there or not. */
export const parameterTypes = ['float', 'int', 'text', 'choice', 'flag', 'path'] as const

/** Characters of one argument, and arguments of one parameter. */
export const longestArgument = 10_000
export const mostArguments = 1_000
const word = z.union([z.number(), z.string().max(longestArgument)])
/** A value as a person sets it; null: the program is told nothing. */
export const parameterValueSchema = z.union([z.null(), z.boolean(), word, z.array(word).max(mostArguments)])
export type ParameterValue = z.infer<typeof parameterValueSchema>

/** `--lr`, `-l`, `--lr=` or, as Hydra has it, `lr=`: with `=` at its end name and value are one argument. */
const optionSchema = z
  .string()
  .max(200)
  .regex(/^(?:-{1,2}[A-Za-z0-9][\w.-]*=?|[A-Za-z_][\w.-]*=)$/, 'must be an option such as --lr, or lr= before a value')

export const parameterSchema = z.strictObject({
  /** The key of the run's setting. */
  name: nameSchema(100),
  /** What stands before its value; null where the value stands alone, in the order of these. */
  option: optionSchema.nullable(),
  /** Of a flag, what says no (`--no-amp`); null where leaving it out does. */
  offOption: optionSchema.nullable().default(null),
  type: z.enum(parameterTypes),
  /** One sentence, from the program's own help. */
  words: z.string().max(2_000).default(''),
  /** What the program takes when it is told nothing; null where that is not known. */
  default: parameterValueSchema.default(null),
  required: z.boolean().default(false),
  /** Takes several values. */
  multiple: z.boolean().default(false),
  choices: z.array(word).max(500).default([]),
  minimum: z.number().nullable().default(null),
  maximum: z.number().nullable().default(null),
})
export type ProgramParameter = z.infer<typeof parameterSchema>

/** Whose Python, and whose other commands, a program finds first. */
export const programEnvironmentSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('system') }),
  z.strictObject({ kind: z.enum(['venv', 'conda']), /** Its folder. */ path: z.string().min(1).max(4_096) }),
])
export type ProgramEnvironment = z.infer<typeof programEnvironmentSchema>

/** One that was found. */
export const foundEnvironmentSchema = z.object({
  environment: programEnvironmentSchema,
  /** As people call it: `.venv`, `vision`, `system`. */
  name: z.string(),
  /** `3.11.9`; null where that cannot be said. */
  python: z.string().nullable(),
})
export type FoundEnvironment = z.infer<typeof foundEnvironmentSchema>

/**
 * `lines`: what it prints. `client` and `wandb`: Plateau's client, imported by its own name or in place of wandb. `tensorboard`: event files that it writes.
 */
export const resultSources = ['client', 'wandb', 'lines', 'tensorboard'] as const
export type ResultSource = (typeof resultSources)[number]

export const longestPattern = 500
export const programResultsSchema = z.strictObject({
  source: z.enum(resultSources),
  /** Of `lines`; without any, `key: value` and the like are read. */
  patterns: z.array(z.string().min(1).max(longestPattern)).max(50).default([]),
  /** Of `tensorboard`: below which its event files are, from the program's own folder on; that itself unless given. */
  folder: z.string().min(1).max(4_096).optional(),
})
export type ProgramResults = z.infer<typeof programResultsSchema>

/** The report's rule, on any series of the program. */
export const programStoppingSchema = z.strictObject({
  metric: seriesKeySchema,
  patience: z.int().min(1).max(1_000_000),
  minDelta: z.number().min(0),
  /** Which way the metric gets better, where the person says so. The rule itself asks for change alone. */
  direction: z.enum(['lower', 'higher']).nullable().default(null),
})
export type ProgramStopping = z.infer<typeof programStoppingSchema>

/** How long it has after SIGINT before SIGTERM comes, and after that before SIGKILL does. */
export const stopWaitsSchema = z.strictObject({
  interruptSeconds: z.number().min(0).max(86_400).default(30),
  terminateSeconds: z.number().min(0).max(86_400).default(10),
})
export type StopWaits = z.infer<typeof stopWaitsSchema>

const variableName = z
  .string()
  .max(200)
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be letters, digits and underscores')
  .refine((name) => !name.startsWith('PLATEAU_'), 'is set by Plateau itself')

export const programValuesSchema = keyedRecord(parameterValueSchema, 200)
export type ProgramValues = z.infer<typeof programValuesSchema>

export const programInputSchema = z.strictObject({
  name: nameSchema(100),
  /** Words as a shell would split them, though none does; `{parameters}` is where values go. */
  command: z.string().min(1).max(10_000),
  /** Where it is started: an absolute path. */
  folder: z.string().min(1).max(4_096),
  environment: programEnvironmentSchema.default({ kind: 'system' }),
  variables: keyedRecord(z.string().max(10_000), variableName).default({}),
  parameters: z.array(parameterSchema).max(500).default([]),
  /** What new runs of it begin with, where that is not what the program takes by itself. Clients start from them; a launch names all that it wants. */
  values: programValuesSchema.default({}),
  results: programResultsSchema.default({ source: 'lines', patterns: [] }),
  stop: stopWaitsSchema.default({ interruptSeconds: 30, terminateSeconds: 10 }),
  /** What new runs of it begin with. */
  earlyStopping: programStoppingSchema.nullable().default(null),
})
export type ProgramInput = z.input<typeof programInputSchema>
export type ProgramSettings = z.output<typeof programInputSchema>

/** What is saved: held to more than what a home may have had before, as it becomes a command of this machine. */
export const savedProgramSchema = programInputSchema.superRefine((program, context) => {
  const refuse = (path: (string | number)[], why: string | null) => {
    if (why !== null) context.addIssue({ code: 'custom', path, message: `must not contain ${why}` })
  }
  // A command is read before it is allowed to run, so it has to look like what it is.
  refuse(['command'], findRefusedCharacter(program.command, 'multi-line'))
  refuse(['folder'], findUnspokenCharacter(program.folder))
  if (program.environment.kind !== 'system') refuse(['environment'], findUnspokenCharacter(program.environment.path))
  for (const [name, value] of Object.entries(program.variables))
    refuse(['variables', name], findUnspokenCharacter(value))
  program.parameters.forEach(({ words, choices }, index) => {
    refuse(['parameters', index, 'words'], findUnspokenCharacter(words))
    refuse(['parameters', index, 'choices'], findUnspokenCharacter(choices.join(' ')))
  })
  refuse(['results', 'folder'], findUnspokenCharacter(program.results.folder ?? ''))
  program.results.patterns.forEach((pattern, index) => {
    refuse(['results', 'patterns', index], findUnspokenCharacter(pattern))
  })
})

export const programSchema = programInputSchema.extend({
  id: z.string(),
  savedAt: z.string(),
  /** When and from which file its parameters were read; null where a person wrote them. */
  parametersRead: z.object({ from: z.string(), at: z.string() }).nullable(),
})
export type Program = z.infer<typeof programSchema>

/** What stands in the way of a start: at one field, in one sentence, with what would put it right where that is known. */
export const programProblemSchema = z.object({
  /** `command`, `folder`, `environment`, or `values.NAME`. */
  field: z.string(),
  message: z.string(),
  /** A word for it, and the change of the program that it is. */
  fix: z.object({ label: z.string(), change: programInputSchema.partial() }).nullable(),
})
export type ProgramProblem = z.infer<typeof programProblemSchema>

/** Parts of a program that a run was started with; `parameters` are those that it has, and their defaults. */
export const programParts = ['command', 'folder', 'environment', 'variables', 'results', 'stop', 'parameters'] as const
export type ProgramPart = (typeof programParts)[number]

/** What a run of a saved program was started with, for a form to begin from. */
export const programRunSchema = z.object({
  run: z.string(),
  /** Its name. */
  name: z.string(),
  /** The program's id; null where it is gone. */
  program: z.string().nullable(),
  /** What the program was called then. */
  programName: z.string(),
  /** Those that the program takes now: what differs from its defaults. */
  values: programValuesSchema,
  /** Values that the program has no parameter for any more, by name. */
  lost: z.array(z.string()),
  earlyStopping: programStoppingSchema.nullable(),
  /** As it was started, a word each. */
  command: z.array(z.string()),
  /** What would be otherwise if the program were started with the same values now. */
  changed: z.array(z.enum(programParts)),
})
export type ProgramRun = z.infer<typeof programRunSchema>

const programReference = z.string().min(1).max(200)
const launchSchema = z.strictObject({
  program: programReference,
  /** A run each. What is not named has its default. */
  values: z.array(programValuesSchema).min(1).max(largestGrid),
  /** In place of the program's own; null for none. */
  earlyStopping: programStoppingSchema.nullable().optional(),
  project: projectReferenceSchema.optional(),
})

export const programRequests = {
  /** By name. */
  'programs.list': call(nothing, z.object({ programs: z.array(programSchema) })),
  /** Adds a program, or with `id` changes one. Hosts ask the person first, or refuse it. @throws `name-taken` */
  'programs.save': call(
    z.strictObject({ id: programReference.optional(), program: savedProgramSchema }),
    z.object({ program: programSchema }),
  ),
  /** Its runs stay. */
  'programs.remove': call(z.strictObject({ program: programReference }), nothing),
  /** Runs its Python script until it parses its arguments, and keeps the parameters that it describes: only when a person asks. */
  'programs.read-parameters': call(z.strictObject({ program: programReference }), z.object({ program: programSchema })),
  /** Ends that, with everything that the script has started. The request for it fails with `cancelled`. */
  'programs.stop-reading': call(z.strictObject({ program: programReference }), nothing),
  /** Python environments in a folder and on this machine. Nothing of the folder is run. */
  'programs.environments': call(
    z.strictObject({ folder: z.string().min(1).max(4_096) }),
    z.object({ environments: z.array(foundEnvironmentSchema) }),
  ),
  /** What would run, to the letter, and what stands in the way. */
  'programs.plan': call(
    launchSchema,
    z.object({
      runs: z.array(
        z.object({
          /** The name that it would get. */
          name: z.string(),
          /** As it would be started, a word each. */
          command: z.array(z.string()),
          /** A run that came to its end by the same command in the same folder; null when there is none. */
          sameAs: z.string().nullable(),
        }),
      ),
      problems: z.array(programProblemSchema),
      /** Seconds that its last run took that came to its end; null where there is none. */
      lastSeconds: z.number().nullable(),
      /** Runs of it that came to their end, whose time is known. */
      earlierRuns: z.int(),
      /** Seconds from the first one's beginning to the last one's end, each as long as the last run took; null where that is not known. */
      totalSeconds: z.number().nullable(),
      /** Seconds until the first of them would begin behind what runs and waits now. */
      startsInSeconds: z.number(),
      /** What of the folder is kept with a run; null where git does not know it. */
      git: z.object({ commit: z.string(), branch: z.string().nullable(), changedFiles: z.int() }).nullable(),
      packages: z.int().nullable(),
    }),
  ),
  /** Runs of a program in a project, newest first. */
  'programs.runs': call(
    z.strictObject({
      program: programReference,
      project: projectReferenceSchema.optional(),
      limit: z.int().min(1).max(100).optional(),
    }),
    z.object({ runs: z.array(programRunSchema) }),
  ),
  /** What a run was started with. @throws `invalid-input` for one that was not started of a saved program here */
  'programs.run': call(z.strictObject({ run: z.string().min(1).max(200) }), z.object({ run: programRunSchema })),
  /** Queues runs of a saved program, all of them or none. @throws `invalid-input` naming the field */
  'programs.launch': call(
    launchSchema.extend({
      place: z.enum(queuePlaces).optional(),
      detached: z.boolean().optional(),
      parentRun: z.string().min(1).max(200).optional(),
    }),
    z.object({ runs: z.array(runSummarySchema) }),
  ),
} as const
