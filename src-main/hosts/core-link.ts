/**
 * One connection to the core, shared by everything a host shows: windows, tabs. It comes back on the next request after the
 * core was lost.
 */
import { api, type RequestInput, type RequestName, type RequestOutput } from '@contract/api'
import { PlateauError, toWireError, type ErrorCode } from '@contract/errors'
import type { PlateauEvent } from '@contract/events'
import type { ProgramSettings } from '@contract/programs'
import type { RunSummary } from '@contract/run'
import { createClient, type Reply, type Transport } from '@contract/transport'
import { firstMisfit, misfitWords } from '@protocol/schema-words'

export type CoreLink = {
  /** Connects if it is not connected. Throws what connecting throws. */
  connect(): Promise<void>
  /**
   * Relays a request of a window. Never rejects: a lost core is a refusal with `core-gone`.
   * @param confirmProgram asks the person before a program is added or changed; without it, that is refused
   */
  relay(name: unknown, input: unknown, confirmProgram?: ConfirmProgram): Promise<Reply>
  /** A request of the host itself. @throws PlateauError as the core refuses, or what connecting throws. */
  request<Name extends RequestName>(name: Name, input: RequestInput<Name>): Promise<RequestOutput<Name>>
  /** Told of each request of a window before it goes out. */
  onRelay(listener: (name: RequestName, input: unknown) => void): () => void
  onEvent(listener: (event: PlateauEvent) => void): () => void
  /** Told each time the core is lost. */
  onClose(listener: (reason: string) => void): () => void
  /** Unfinished runs that {@link CoreLink.leave} decides on; none when the core is gone. */
  attendedRuns(): Promise<RunSummary[]>
  /** Says what becomes of this host's runs. The connection stays until {@link CoreLink.close}. */
  leave(runs: 'stop' | 'keep'): Promise<void>
  close(): void
}

/** Shows a person what would be saved, to the letter. @returns whether they want it */
export type ConfirmProgram = (program: ProgramSettings, isChange: boolean) => Promise<boolean>

/** Whoever can add a program runs any command as the person whose account it is. */
const noPrograms =
  'This page may not add or change programs, as whoever has its address could then run any command as you. Use the window or plateau programs add, or start Plateau with --allow-programs.'

/** Requests that only the host itself may send: a tab must not make the host leave, nor choose where files are written. */
const ofTheHostItself: ReadonlySet<string> = new Set<RequestName>(['session.leave', 'session.runs', 'exports.write'])

const refusal = (code: ErrorCode, message: string): Reply => ({
  ok: false,
  error: toWireError(new PlateauError(code, message)),
})

/** @throws PlateauError `not-allowed`, `cancelled`, or `invalid-input` for what could not be shown */
async function confirm(input: unknown, confirmProgram: ConfirmProgram | undefined): Promise<void> {
  if (confirmProgram === undefined) throw new PlateauError('not-allowed', noPrograms)
  const read = api['programs.save'].input.safeParse(input)
  if (!read.success) {
    throw new PlateauError('invalid-input', `${misfitWords(read.error, 'The request')}.`, {
      field: firstMisfit(read.error).field.replace(/^program\./, ''),
    })
  }
  if (!(await confirmProgram(read.data.program, read.data.id !== undefined)))
    throw new PlateauError('cancelled', 'The program was not saved.')
}

export function createCoreLink(connectToCore: () => Promise<Transport>): CoreLink {
  const eventListeners = new Set<(event: PlateauEvent) => void>()
  const closeListeners = new Set<(reason: string) => void>()
  const relayListeners = new Set<(name: RequestName, input: unknown) => void>()
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

  async function request<Name extends RequestName>(
    name: Name,
    input: RequestInput<Name>,
  ): Promise<RequestOutput<Name>> {
    return createClient(await connected()).request(name, input)
  }

  return {
    async connect() {
      await connected()
    },
    async relay(name, input, confirmProgram) {
      if (typeof name !== 'string' || !Object.hasOwn(api, name)) {
        return refusal('not-allowed', 'The window asked for a request that does not exist.')
      }
      if (ofTheHostItself.has(name)) return refusal('not-allowed', `A window may not ask for ${name}.`)
      try {
        if (name === 'programs.save') await confirm(input, confirmProgram)
        const transport = await connected()
        relayListeners.forEach((listener) => listener(name as RequestName, input))
        return await transport.invoke(name as RequestName, input)
      } catch (error) {
        return { ok: false, error: toWireError(error) }
      }
    },
    request,
    onRelay(listener) {
      relayListeners.add(listener)
      return () => relayListeners.delete(listener)
    },
    onEvent(listener) {
      eventListeners.add(listener)
      return () => eventListeners.delete(listener)
    },
    onClose(listener) {
      closeListeners.add(listener)
      return () => closeListeners.delete(listener)
    },
    async attendedRuns() {
      return connection === null ? [] : (await request('session.runs', {})).runs
    },
    async leave(runs) {
      if (connection !== null) await request('session.leave', { runs })
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
