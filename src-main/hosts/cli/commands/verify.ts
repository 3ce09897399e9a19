/** `plateau verify`: trains a stored run again from its record, and says whether the numbers are the same to the last bit. */
import type { RunSummary } from '@contract/run'
import type { Verification } from '@contract/verification'
import { verifiedLine } from '../json-shapes'
import { projectInput, type ProjectOption } from '../projects'
import { tellNotices } from '../notices'
import { withCore, type Session } from '../session'
import { followLaunch, type FollowOptions } from '../train-runs'
import { verificationText } from '../verification-text'

export async function verify(
  session: Session,
  reference: string,
  options: FollowOptions & ProjectOption,
): Promise<number> {
  const { terminal } = session
  return withCore(session, async (client) => {
    tellNotices(terminal, await client.request('system.notices', {}))
    const [original] = (await client.request('runs.resolve', { runs: [reference], ...projectInput(options) })).runs
    // `runs.resolve` refuses a reference without a run: this narrows the type.
    if (original === undefined) return 1
    let verification: Verification | null = null
    const read = async (run: RunSummary) => {
      verification = await client.request('runs.verification', { run: run.id })
      return verification
    }
    const launch = async () => {
      const { run } = await client.request('runs.verify', { run: original.id, detached: options.detach === true })
      await read(run)
      return [run]
    }
    const lastEpochOf = ({ plannedEpochs }: RunSummary) =>
      verification?.epochsToCompare ?? plannedEpochs ?? original.epochs
    const { runs, exitCode } = await followLaunch(session, client, options, launch, lastEpochOf)
    const [anew] = runs
    if (options.detach === true || anew === undefined) return exitCode
    const verdict = await read(anew)
    if (options.json === true) terminal.printJsonLine(verifiedLine(anew, original, verdict))
    else terminal.print(verificationText(anew, original, verdict))
    // An interruption stays one, whatever was found until then.
    return session.interrupts.isInterrupted() ? exitCode : verdict.result === 'same' ? 0 : 1
  })
}
