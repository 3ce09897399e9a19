/** The core's own log: its standard error, which whoever started it points at `home/log/core.log`. */
import { inspect } from 'node:util'

export type Log = { info(message: string): void; error(message: string, error?: unknown): void }

// On a full disk the log goes unwritten: that alone must not end the core.
process.stderr.on('error', () => undefined)

const write = (level: string, message: string) => {
  process.stderr.write(`${new Date().toISOString()} ${level} ${message}\n`)
}

export const log: Log = {
  info: (message) => write('info', message),
  error: (message, error) => {
    const details = error instanceof Error ? (error.stack ?? error.message) : error === undefined ? '' : inspect(error)
    write('error', details === '' ? message : `${message}: ${details}`)
  },
}
