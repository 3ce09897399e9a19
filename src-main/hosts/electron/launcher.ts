/** What `npm start` is told about the window, so that it knows a failed start from an end that was meant. */

/** "shown": the page is loaded; "leaving": the process ends on purpose. Nobody is told where another program started Electron. */
export function tellLauncher(message: 'shown' | 'leaving'): void {
  if (process.connected) process.send?.(message)
}

/**
 * Standard error is a pipe to the launcher. One that was killed reads it no more, and there is nobody else to tell: the window goes on
 * instead of ending at its next warning.
 */
export function outliveLauncher(): void {
  process.stderr.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
}
