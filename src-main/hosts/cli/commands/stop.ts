/** `plateau stop`: ends runs after the batch under way and cancels those that wait; what they trained is kept. */
import { PlateauError, type ErrorCode } from '@contract/errors'
import type { RunSummary } from '@contract/run'
import type { Client } from '@contract/transport'
import { describeError } from '../../error-text'
import { runDocuments, runsInProject, type ProjectOption } from '../projects'
import { stateText } from '../run-words'
import { withCore, type JsonOption, type Session } from '../session'

/** What one run's reference or state may say against stopping it, and says nothing of the others. */
const ofOneRun: ReadonlySet<ErrorCode> = new Set(['run-not-found', 'run-ambiguous', 'run-not-active', 'invalid-input'])
const isOfOneRun = (error: unknown): error is PlateauError => error instanceof PlateauError && ofOneRun.has(error.code)

type Refusal = { readonly run: string; readonly error: PlateauError }

/** Stops what can be stopped, and says of each of the others why it cannot. */
export async function stop(
  session: Session,
  references: readonly string[],
  options: JsonOption & ProjectOption,
): Promise<number> {
  const { terminal } = session
  return withCore(session, async (client) => {
    const { stopped, refused } = await stopAll(client, references, options)
    if (options.json === true) {
      const refusals = refused.map(({ run, error: { code, message } }) => ({ run, error: { code, message } }))
      const runs = await runDocuments(client, stopped)
      terminal.printDocument(refusals.length === 0 ? { runs } : { runs, refused: refusals })
    } else for (const run of stopped) terminal.print(`${run.name}  ${stateText(run)}`)
    const texts = refused.map(({ error }) => describeError(error))
    for (const { text } of texts) terminal.remark(text)
    return Math.max(0, ...texts.map(({ exitCode }) => exitCode))
  })
}

async function stopAll(
  client: Client,
  references: readonly string[],
  options: ProjectOption,
): Promise<{ readonly stopped: readonly RunSummary[]; readonly refused: readonly Refusal[] }> {
  const stopThese = async (runs: readonly string[]) =>
    (await client.request('runs.stop', { runs: await runsInProject(client, runs, options) })).runs
  try {
    return { stopped: await stopThese(references), refused: [] }
  } catch (error) {
    // The only one's own error is the command's.
    if (references.length === 1 || !isOfOneRun(error)) throw error
  }
  const stopped = new Map<string, RunSummary>()
  const refused: Refusal[] = []
  // The last first: a place that becomes free must not let a waiting one begin that is to be stopped as well.
  for (const run of [...references].reverse())
    try {
      for (const one of await stopThese([run])) stopped.set(one.id, one)
    } catch (error) {
      if (!isOfOneRun(error)) throw error
      refused.unshift({ run, error })
    }
  return { stopped: [...stopped.values()].reverse(), refused }
}
