/** `plateau stop`: ends runs after the batch under way and cancels those that wait; what they trained is kept. */
import { runDocument } from '../json-shapes'
import { stateText } from '../run-words'
import { withCore, type JsonOption, type Session } from '../session'

export async function stop(session: Session, runs: readonly string[], { json = false }: JsonOption): Promise<number> {
  return withCore(session, async (client) => {
    const { runs: stopped } = await client.request('runs.stop', { runs: [...runs] })
    if (json) session.terminal.printDocument({ runs: stopped.map(runDocument) })
    else for (const run of stopped) session.terminal.print(`${run.name}  ${stateText(run)}`)
    return 0
  })
}
