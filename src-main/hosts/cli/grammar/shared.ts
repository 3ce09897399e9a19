/** What the files of the grammar share: how a command is run, and the words and flags that several have. */
import type { Command } from 'commander'
import type { Session } from '../session'

/** Runs a command's work in a session, and keeps the exit code that it answers with. */
export type Act = (run: (session: Session) => Promise<number>) => Promise<void>

export const runHelp = 'run name or id, or an unambiguous prefix of either'
export const runsHelp = 'run names or ids'
export const jsonHelp = { document: 'print one JSON document', lines: 'print one JSON object per line' } as const

/** For flags that may be repeated. */
export const collect = (value: string, before: readonly string[] = []): string[] => [...before, value]

/** Flags of commands that train and wait for it. */
export function addFollowOptions(command: Command): Command {
  return command.option('--detach', 'train in the background and return at once').option('--json', jsonHelp.lines)
}

/** Flags of a command below another one that has `--json` too and takes it before its command can see it. */
export const optionsOf = (command: Command): object => command.optsWithGlobals()
