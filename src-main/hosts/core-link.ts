/**
 * One connection to the core, shared by everything a host shows: windows, tabs. It comes back on the next request after the
 * core was lost, and knows which runs this host has launched, so that leaving can ask about them.
 */
import { api, type RequestName, type RequestOutput } from '@contract/api'
import { PlateauError, toWireError, type ErrorCode } from '@contract/errors'
import type { PlateauEvent } from '@contract/events'
import { isActive, type RunSummary } from '@contract/run'
import type { Reply, Transport } from '@contract/transport'

export type CoreLink = {
  /** Connects if it is not connected. Throws what connecting throws. */
  connect(): Promise<void>
  /** Relays a request of a window. Never rejects: a lost core is a refusal with `core-gone`. */
  relay(name: unknown, input: unknown): Promise<Reply>
  onEvent(listener: (event: PlateauEvent) => void): () => void
  /** Told each time the core is lost. */
  onClose(listener: (reason: string) => void): () => void
  /** Runs launched through this link that have not ended; none when the core is gone. */
  activeRuns(): Promise<RunSummary[]>
  /** Says what becomes of this host's runs. The connection stays until {@link CoreLink.close}. */
  leave(runs: 'stop' | 'keep'): Promise<void>
  close(): void
}

/** Requests that only the host itself may send: a tab must not make the host leave. */
const ofTheHostItself: ReadonlySet<string> = new Set<RequestName>(['session.leave'])

const refusal = (code: ErrorCode, message: string): Reply => ({
  ok: false,
  error: toWireError(new PlateauError(code, message)),
})

export function createCoreLink(connectToCore: () => Promise<Transport>): CoreLink {
  const eventListeners = new Set<(event: PlateauEvent) => void>()
  const closeListeners = new Set<(reason: string) => void>()
  const launched = new Set<string>()
  let connection: Promise<Transport> | null = null
  let closed = false

  function connected(): Promise<Transport> {
    if (closed) return Promise.reject(new PlateauError('core-gone'))
    if (connection !== null) return connection
    const attempt = connectToCore().then((transport) => {
      transport.onEvent((event) => eventListeners.forEach((listener) => listener(event)))
      transport.onClose((reason) => {
        if (connection !== attempt) return
        connection = null
        launched.clear()
        if (!closed) closeListeners.forEach((listener) => listener(reason))
      })
      if (closed) transport.close()
      return transport
    })
    connection = attempt
    attempt.catch(() => {
      if (connection === attempt) connection = null
    })
    return attempt
  }

  async function ask<Name extends RequestName>(name: Name, input: unknown): Promise<RequestOutput<Name>> {
    const reply = await (await connected()).invoke(name, input)
    if (!reply.ok) throw new PlateauError(reply.error.code, reply.error.message)
    return reply.value as RequestOutput<Name>
  }

  return {
    async connect() {
      await connected()
    },
    async relay(name, input) {
      if (typeof name !== 'string' || !Object.hasOwn(api, name)) {
        return refusal('not-allowed', 'The window asked for a request that does not exist.')
      }
      if (ofTheHostItself.has(name)) return refusal('not-allowed', `A window may not ask for ${name}.`)
      try {
        const reply = await (await connected()).invoke(name as RequestName, input)
        if (name === 'runs.launch' && reply.ok) rememberLaunched(launched, input, reply.value)
        return reply
      } catch (error) {
        return { ok: false, error: toWireError(error) }
      }
    },
    onEvent(listener) {
      eventListeners.add(listener)
      return () => eventListeners.delete(listener)
    },
    onClose(listener) {
      closeListeners.add(listener)
      return () => closeListeners.delete(listener)
    },
    async activeRuns() {
      if (connection === null || launched.size === 0) return []
      const { runs } = await ask('runs.list', {})
      return runs.filter((run) => isActive(run) && launched.has(run.id))
    },
    async leave(runs) {
      if (connection !== null) await ask('session.leave', { runs })
    },
    close() {
      closed = true
      connection?.then(
        (transport) => transport.close(),
        () => undefined,
      )
      connection = null
    },
  }
}

/** Detached runs belong to the core; leaving does not end them. */
function rememberLaunched(launched: Set<string>, input: unknown, value: unknown): void {
  if (typeof input === 'object' && input !== null && 'detached' in input && input.detached === true) return
  for (const run of (value as RequestOutput<'runs.launch'>).runs) launched.add(run.id)
}
