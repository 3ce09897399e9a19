/** The command line: parses, runs one command, says what went wrong in words, ends with the documented exit code. */
import { resolve } from 'node:path'
import { PlateauError } from '@contract/errors'
import { homeDirectory } from '../../platform/paths.mjs'
import { onEndingSignal } from '../ending-signals'
import { describeError } from '../error-text'
import { Interrupts } from './interrupts'
import { runProgram } from './program'
import { createTerminal } from './terminal'

const interrupts = new Interrupts((code) => process.exit(code))
onEndingSignal(() => interrupts.interrupt())
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    interrupts.outputClosed()
  })
}

function openSession(home: string | undefined) {
  if (home === '') throw new PlateauError('invalid-input', '--home needs a folder.')
  return {
    home: resolve(home ?? homeDirectory()),
    terminal: createTerminal(process.stdout, process.stderr, process.stdin),
    interrupts,
  }
}

async function main(): Promise<number> {
  try {
    return await runProgram(process.argv.slice(2), openSession)
  } catch (error) {
    const { text, exitCode } = describeError(error)
    process.stderr.write(`${text}\n`)
    return exitCode
  }
}

const exitCode = await main()
// What is still on its way to a slow reader goes out first; nothing else may hold the process.
process.stdout.write('', () => process.exit(exitCode))
