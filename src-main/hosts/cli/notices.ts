/** Remarks that stand beside a result: a slow backend, a queue that does not move, and what happened while nobody looked. */
import type { RunSummary } from '@contract/run'
import type { BackendStatus, SystemStatus } from '@contract/system'
import type { Client } from '@contract/transport'
import { describeError } from '../error-text'
import type { Terminal } from './terminal'

type Remarks = Pick<Terminal, 'remark'>

/** The plain words about the wasm backend. */
export function slowBackendSentence(backend: BackendStatus | null): string {
  const why = backend?.reason ?? 'Native TensorFlow could not be loaded.'
  const remedy = backend?.remedy ?? 'npm run -s plateau -- doctor'
  return `Training runs on WebAssembly, about ten times slower than native TensorFlow: ${why}\nFix: ${remedy}`
}

/** What happened while nobody looked: runs that a core left behind. */
export function tellNotices(terminal: Remarks, status: Pick<SystemStatus, 'notices'>): void {
  for (const notice of status.notices) terminal.remark(notice)
}

/** Says once, when the first run knows its backend, that training is slow here, why, and how to fix it. */
export function createBackendNotice(client: Client, view: Remarks): (run: RunSummary) => void {
  let told = false
  return (run) => {
    if (told || run.environment?.backend !== 'wasm') return
    told = true
    client.request('system.status', {}).then(
      ({ backend }) => view.remark(slowBackendSentence(backend)),
      (error: unknown) => view.remark(describeError(error).text),
    )
  }
}

/** Says when a run waits for somebody: it is held, or the whole queue is paused. Told once each time it comes to that. */
export function createQueueNotice(client: Client, view: Remarks): (run: RunSummary) => void {
  const held = new Set<string>()
  let asked = false
  return (run) => {
    if (!run.held) held.delete(run.id)
    else if (!held.has(run.id)) {
      held.add(run.id)
      view.remark(`${run.name} is paused. Resume it with: npm run -s plateau -- queue release ${run.name}`)
    }
    if (asked || run.held || run.state !== 'queued') return
    asked = true
    client.request('queue.get', {}).then(
      ({ paused }) => {
        if (paused) view.remark('The queue is paused. Resume it with: npm run -s plateau -- queue resume')
      },
      (error: unknown) => view.remark(describeError(error).text),
    )
  }
}
