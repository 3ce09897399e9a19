/** The one guarded door: the name, the schema, the handler, the envelope. */
import { api, type Handlers, type RequestName } from '../contract/api'
import { errorTable, PlateauError, toWireError } from '../contract/errors'
import { findRefusedCharacter } from '../contract/text'
import type { Reply } from '../contract/transport'
import { translateSqliteError } from '../store/open'
import { log } from './log'
import { withoutWeakerBounds } from '../protocol/schema-words'

export type Door<Context> = (name: unknown, input: unknown, context: Context) => Promise<Reply>

/**
 * Answers every request, whatever it is; never rejects.
 * @param confirm throws once the history is no longer the home's: then nothing that it says is true.
 */
export function createDoor<Context>(handlers: Handlers<Context>, confirm: () => void = () => undefined): Door<Context> {
  return async (name, input, context) => {
    try {
      if (typeof name !== 'string' || !Object.hasOwn(api, name)) {
        throw new PlateauError('not-allowed', 'There is no such request.')
      }
      const known = name as RequestName
      const parsed = api[known].input.safeParse(input)
      if (!parsed.success)
        throw new PlateauError('invalid-input', describeIssue(known, withoutWeakerBounds(parsed.error.issues)[0]))
      refuseControls(known, parsed.data)
      const handler = handlers[known] as (input: unknown, context: Context) => unknown
      const value = await handler(parsed.data, context)
      if (writing.has(known)) confirm()
      return { ok: true, value }
    } catch (caught) {
      const error = translateSqliteError(caught)
      if (!(error instanceof PlateauError) || errorTable[error.code].exitCode === 1)
        log.error(`Request ${typeof name === 'string' ? name : 'without a name'}`, error)
      return { ok: false, error: toWireError(error) }
    }
  }
}

/** Requests that are answered by what was stored. */
const writing: ReadonlySet<RequestName> = new Set([
  'runs.launch',
  'runs.stop',
  'runs.resume',
  'runs.continue',
  'runs.verify',
  'runs.hold',
  'runs.release',
  'runs.annotate',
  'runs.bin',
  'runs.restore',
  'runs.purge',
  'points.append',
  'runs.begin',
  'runs.describe',
  'runs.log-lines',
  'runs.finish',
  'runs.move',
  'projects.empty',
  'programs.save',
  'programs.remove',
  'programs.read-parameters',
  'programs.launch',
  'projects.create',
  'projects.open',
  'projects.rename',
  'projects.annotate',
  'projects.choose',
  'projects.bin',
  'projects.restore',
  'queue.pause',
  'queue.move',
  'architectures.save',
  'architectures.remove',
  'styles.save',
  'styles.remove',
  'reports.create',
  'reports.save',
  'reports.remove',
  'reports.freeze',
  'workspace.set',
  'views.save',
  'views.remove',
  'preferences.set',
])

/**
 * What was named elsewhere, and is only looked for: paths of files. And what other programs say of their runs: it is kept as it is, and made visible
 * wherever it is shown.
 */
const foreignText: Partial<Record<RequestName, readonly string[]>> = {
  'exports.write': ['path'],
  'figures.provenance': ['fileName'],
  'architectures.read': ['fileName'],
  'runs.begin': ['config', 'environment'],
  'runs.describe': ['config', 'environment', 'summary'],
  'runs.log-lines': ['lines'],
  'runs.finish': ['message'],
}

/**
 * No text of any request may have what a terminal would obey or what turns a line around: whatever is stored is shown again.
 * @throws PlateauError `invalid-input` with the field and the character.
 */
function refuseControls(request: RequestName, input: object): void {
  // One path for all: ten thousand short names of a list would each be given one of its own.
  const path: string[] = []
  const look = (value: unknown): void => {
    if (typeof value === 'string') {
      const refused = findRefusedCharacter(value, 'multi-line')
      if (refused === null) return
      const field = placeOf(request, path)
      throw new PlateauError('invalid-input', `${field}: must not contain ${refused}. Leave it out.`, { field })
    }
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return
    // A million numbers are passed by within a few milliseconds.
    if (Array.isArray(value))
      value.forEach((part: unknown, index) => {
        if (typeof part !== 'number') within(String(index), part)
      })
    else for (const [key, part] of Object.entries(value)) within(key, part)
  }
  const within = (key: string, part: unknown): void => {
    path.push(key)
    look(part)
    path.pop()
  }
  for (const [key, part] of Object.entries(input)) if (foreignText[request]?.includes(key) !== true) within(key, part)
}

/** A field as a person knows it: what is changed of one run is `name` or `tags.0`, wherever it stands in the request. */
const placeOf = (request: string, path: readonly PropertyKey[]): string =>
  (request === 'runs.annotate' && path[2] === 'change' && path.length > 3 ? path.slice(3) : path).map(String).join('.')

function describeIssue(name: string, issue: { path: PropertyKey[]; message: string } | undefined): string {
  const place = placeOf(name, issue?.path ?? [])
  const message = issue?.message ?? 'is not valid'
  return place === '' ? `The input of ${name} ${message}.` : `${place}: ${message}.`
}
