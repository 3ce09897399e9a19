/** What a host itself wants to know of runs, whoever launched them: that one has ended, and how far those that train have come. */
import { isActive, type RunProgress, type RunSummary } from '@contract/run'
import { readListedRuns, readSummaries } from '../client/listed-runs'
import type { CoreLink } from './core-link'

export type RunWatch = {
  /** A run has ended. Told once an ending; `stoppedHere` when a window of this host asked for that. */
  onEnded(run: RunSummary, stoppedHere: boolean): void
  /** The mean share of their epochs that the runs under way have trained, 0 to 1; null when none trains. */
  onProgress(share: number | null): void
}

/** Watches until the link is closed. @param onError told when the core did not answer. */
export function watchRuns(link: CoreLink, watch: RunWatch, onError: (error: unknown) => void): void {
  /** Runs whose end is no news. */
  const ended = new Set<string>()
  /** Ids or names of runs that a window of this host asked to stop. */
  const stopped = new Set<string>()
  const shares = new Map<string, number>()
  const epochs = new Map<string, number>()
  // One question after the other: an answer must not overtake the one before it.
  let questions = Promise.resolve()
  const ask = (question: () => Promise<void>) => {
    questions = questions.then(question).catch(onError)
  }

  function tellProgress() {
    const all = [...shares.values()]
    watch.onProgress(all.length === 0 ? null : all.reduce((sum, share) => sum + share, 0) / all.length)
  }

  function hear(run: RunSummary, isNews: boolean) {
    epochs.set(run.id, run.plannedEpochs ?? run.epochs)
    if (run.state !== 'running' && run.state !== 'stopping' && shares.delete(run.id)) tellProgress()
    if (isActive(run)) ended.delete(run.id)
    else if (!ended.has(run.id)) {
      ended.add(run.id)
      const stoppedHere = [run.id, run.name].filter((reference) => stopped.delete(reference)).length > 0
      if (isNews) watch.onEnded(run, stoppedHere)
    }
  }

  function hearProgress({ run, epoch, batch, batches }: RunProgress) {
    const last = epochs.get(run)
    if (last === undefined) return
    shares.set(run, Math.min(1, (epoch - 1 + batch / batches) / last))
    tellProgress()
  }

  const readAll = (isNews: boolean) =>
    ask(async () => {
      const listed = await readListedRuns(link)
      for (const { id, state } of listed) if (state === 'ended' && !isNews) ended.add(id)
      // Those that end while nobody heard of it are news; of all that ended long ago nothing is read.
      const asked = isNews ? listed.filter((run) => isActive(run) || !ended.has(run.id)) : listed.filter(isActive)
      for await (const page of readSummaries(
        link,
        asked.map(({ id }) => id),
      ))
        for (const run of page) hear(run, isNews)
    })

  link.onRelay((name, input) => {
    if (name !== 'runs.stop' || typeof input !== 'object' || input === null || !('runs' in input)) return
    if (Array.isArray(input.runs)) for (const run of input.runs) stopped.add(String(run))
  })
  link.onEvent((event) => {
    if (event.event === 'run-progress') hearProgress(event.payload)
    else if (event.event === 'run-changed') {
      const { run } = event.payload
      ask(async () => {
        for (const summary of (await link.request('runs.resolve', { runs: [run] })).runs) hear(summary, true)
      })
    }
  })
  // What a core that died had under way is interrupted once the next one is there.
  link.onClose(() => {
    shares.clear()
    tellProgress()
    readAll(true)
  })
  readAll(false)
}
