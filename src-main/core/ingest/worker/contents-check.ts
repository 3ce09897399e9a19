/** Contents of one journal's media, looked at before a batch with them goes out: what takes long keeps no other journal from being read. */
import { setTimeout } from 'node:timers/promises'
import { contentsOf, findUnfit } from '../contents'
import type { TakenRecord, UnfitContents } from '../messages'

/** Contents of some megabytes are looked at within this; what is larger is looked at beside the reading of others. */
const patienceMilliseconds = 50

export type ContentsCheck = {
  /** Whether contents are still being looked at. */
  isBusy(): boolean
  /** @returns those that are not what was logged; null while that is not known */
  check(records: readonly TakenRecord[]): Promise<UnfitContents | null>
  /** The batch is in: what is found where it was is looked at anew. */
  forget(): void
}

/** @param folder of the run's journals. @param onDone called when what was not known is */
export function createContentsCheck(folder: string, onDone: () => void): ContentsCheck {
  const known = new Map<string, string | null>()
  let looking: Promise<void> | null = null

  async function look(hashes: readonly string[]): Promise<void> {
    const unfit = await findUnfit(folder, hashes)
    for (const sha256 of hashes) known.set(sha256, unfit.get(sha256) ?? null)
    looking = null
    onDone()
  }

  return {
    isBusy: () => looking !== null,
    async check(records) {
      const hashes = contentsOf(records)
      const unknown = hashes.filter((sha256) => !known.has(sha256))
      if (unknown.length > 0) {
        looking = look(unknown)
        await Promise.race([looking, setTimeout(patienceMilliseconds)])
        if (hashes.some((sha256) => !known.has(sha256))) return null
      }
      const unfit = new Map<string, string>()
      for (const sha256 of hashes) {
        const why = known.get(sha256) ?? null
        if (why !== null) unfit.set(sha256, why)
      }
      return unfit
    },
    forget: () => known.clear(),
  }
}
