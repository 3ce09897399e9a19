/** `plateau stop`: ends runs after the batch under way and cancels those that wait; what they trained is kept. */
import { runDocuments, runsInProject, type ProjectOption } from '../projects'
import { stateText } from '../run-words'
import { withCore, type JsonOption, type Session } from '../session'

export async function stop(
  session: Session,
  runs: readonly string[],
  options: JsonOption & ProjectOption,
): Promise<number> {
  return withCore(session, async (client) => {
    const { runs: stopped } = await client.request('runs.stop', { runs: await runsInProject(client, runs, options) })
    if (options.json === true) session.terminal.printDocument({ runs: await runDocuments(client, stopped) })
    else for (const run of stopped) session.terminal.print(`${run.name}  ${stateText(run)}`)
    return 0
  })
}
