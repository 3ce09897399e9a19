/** The one guarded door: the name, the schema, the handler, the envelope. */
import { api, type Handlers, type RequestName } from '../contract/api'
import { errorTable, PlateauError, toWireError } from '../contract/errors'
import type { Reply } from '../contract/transport'
import { translateSqliteError } from '../store/open'
import { log } from './log'

export type Door<Context> = (name: unknown, input: unknown, context: Context) => Promise<Reply>

/** Answers every request, whatever it is; never rejects. */
export function createDoor<Context>(handlers: Handlers<Context>): Door<Context> {
  return async (name, input, context) => {
    try {
      if (typeof name !== 'string' || !Object.hasOwn(api, name)) {
        throw new PlateauError('not-allowed', 'There is no request of that name.')
      }
      const known = name as RequestName
      const parsed = api[known].input.safeParse(input)
      if (!parsed.success) throw new PlateauError('invalid-input', describeIssue(known, parsed.error.issues[0]))
      const handler = handlers[known] as (input: unknown, context: Context) => unknown
      return { ok: true, value: await handler(parsed.data, context) }
    } catch (caught) {
      const error = translateSqliteError(caught)
      if (!(error instanceof PlateauError) || errorTable[error.code].exitCode === 1)
        log.error(`Request ${String(name)}`, error)
      return { ok: false, error: toWireError(error) }
    }
  }
}

function describeIssue(name: string, issue: { path: PropertyKey[]; message: string } | undefined): string {
  const place = issue?.path.map(String).join('.') ?? ''
  return `${place === '' ? `The input of ${name}` : place}: ${issue?.message ?? 'not valid'}.`
}
