/** Where a run comes from, how far it is and when it was last heard of: in words, by the facts that its author gave. */
import type { RunOrigin } from '@contract/run'
import type { FlatConfig } from '@protocol/config'
import { formatDuration } from '../words/format'

/** Part of a line; strong ones are what is looked for. */
export type WordPart = { readonly text: string; readonly isStrong?: boolean; readonly isMono?: boolean }

/** The pictures that stand before the line. */
export type OriginIcon = 'cpu' | 'terminal' | 'server' | 'import'
export const originIcons: Readonly<Record<RunOrigin['kind'], OriginIcon>> = {
  trained: 'cpu',
  program: 'terminal',
  logged: 'server',
  imported: 'import',
}

type Facts = { readonly origin: RunOrigin; readonly environment: FlatConfig | null }

const textOf = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : null

/** The first of these facts that is there. */
function factOf({ origin, environment }: Facts, ...names: readonly string[]): string | null {
  for (const name of names) {
    const fact = Object.hasOwn(origin.facts, name) ? textOf(origin.facts[name]) : null
    if (fact !== null) return fact
    const said = environment !== null && Object.hasOwn(environment, name) ? textOf(environment[name]) : null
    if (said !== null) return said
  }
  return null
}

/** The machine that the run is on, where somebody said. */
export const machineOf = (run: Facts): string | null => factOf(run, 'host', 'hostname', 'machine', 'host.name', 'node')

/** "Logged from Python on gpu-box-2": for each kind of origin its own words, with the facts that there are. */
export function originWords(run: Facts): WordPart[] {
  const host = machineOf(run)
  const onHost: WordPart[] = host === null ? [] : [{ text: ' on ' }, { text: host, isStrong: true }]
  switch (run.origin.kind) {
    case 'trained':
      return host === null ? [{ text: 'Trained by Plateau' }] : [{ text: 'Trained by Plateau' }, ...onHost]
    case 'program': {
      const program = factOf(run, 'program', 'command')
      return [
        { text: 'Program' },
        ...(program === null ? [] : [{ text: ' ' }, { text: program, isStrong: true }]),
        ...onHost,
      ]
    }
    case 'logged': {
      const client = factOf(run, 'language', 'client')
      return [{ text: client === null ? 'Logged' : `Logged from ${client}` }, ...onHost]
    }
    case 'imported': {
      const format = factOf(run, 'format', 'source')
      const path = factOf(run, 'path', 'file')
      return [
        { text: format === null ? 'Imported' : `Imported from ${format}` },
        ...onHost,
        ...(path === null ? [] : [{ text: ' ' }, { text: path, isMono: true }]),
      ]
    }
  }
}

/** From so long on a run that goes on has been silent: said as such, and never as a failure. */
export const silentSeconds = 60

/** "live 4 s ago", or for one that has said nothing for a while "last heard 4 min ago". Null for a run that has ended or never had a point. */
export function ageWords(lastPoint: number | null, now: number, isGoingOn: boolean): WordPart[] | null {
  if (!isGoingOn || lastPoint === null || !Number.isFinite(lastPoint)) return null
  const seconds = Math.max(0, (now - lastPoint) / 1_000)
  const age = formatDuration(Math.floor(seconds))
  return seconds < silentSeconds
    ? [{ text: 'live ' }, { text: age, isStrong: true }, { text: ' ago' }]
    : [{ text: 'last heard ' }, { text: age, isStrong: true }, { text: ' ago' }]
}
