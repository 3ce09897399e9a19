/** `plateau doctor`: what was found on this machine, and the command that fixes what was not. */
import type { Check, SystemStatus } from '@contract/system'
import { formatPairs } from '../../format'
import { withCore, type JsonOption, type Session } from '../session'
import { tellNotices } from '../notices'

/** Without these Plateau still trains: in a browser page or on the command line. */
const notNeededToTrain: ReadonlySet<string> = new Set(['electron', 'figures'])

export async function doctor(session: Session, { json = false }: JsonOption): Promise<number> {
  const { terminal } = session
  let status: SystemStatus
  try {
    status = await withCore(session, (client) => client.request('system.status', { refresh: true }))
  } catch (error) {
    const { checkWithoutCore } = await import('../checks-without-core')
    const checks = checkWithoutCore(session.home, error)
    if (json) terminal.printDocument({ canTrain: false, home: session.home, backend: null, checks })
    else terminal.print(`${checksText(checks)}\n\nPlateau cannot train here until what is missing is fixed.`)
    return 1
  }
  const ready = canTrain(status)
  if (json) {
    terminal.printDocument({ canTrain: ready, ...status })
    return ready ? 0 : 1
  }
  terminal.print(checksText(status.checks))
  tellNotices(terminal, status)
  terminal.print(ready ? '\nPlateau can train here.' : '\nPlateau cannot train here until what is missing is fixed.')
  return ready ? 0 : 1
}

export function canTrain({ backend, checks }: Pick<SystemStatus, 'backend' | 'checks'>): boolean {
  return backend !== null && checks.every(({ id, status }) => status !== 'missing' || notNeededToTrain.has(id))
}

/** One aligned line per check, and below it the command that fixes it. */
export function checksText(checks: readonly Check[]): string {
  const lines = checks.map(
    ({ status, label, detail }) => [`${status.padEnd('warning'.length)}  ${label}`, detail] as const,
  )
  const printed = formatPairs(lines).split('\n')
  return printed
    .flatMap((line, at) => {
      const remedy = checks[at]?.remedy ?? null
      return remedy === null ? [line] : [line, `${' '.repeat('warning'.length)}    fix: ${remedy}`]
    })
    .join('\n')
}
