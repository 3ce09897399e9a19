/** Remarks that stand beside a result: a slow backend, and what happened while nobody looked. */
import type { BackendStatus, SystemStatus } from '@contract/system'
import type { Terminal } from './terminal'

/** The plain words about the wasm backend. */
export function slowBackendSentence(backend: BackendStatus | null): string {
  const why = backend?.reason ?? 'Native TensorFlow could not be loaded.'
  const remedy = backend?.remedy ?? 'npm run -s plateau -- doctor'
  return `Training is about ten times slower than it could be, as it runs on WebAssembly: ${why}\nMend it with: ${remedy}`
}

/** What happened while nobody looked: runs that a core left behind. */
export function tellNotices(terminal: Terminal, status: Pick<SystemStatus, 'notices'>): void {
  for (const notice of status.notices) terminal.remark(notice)
}
