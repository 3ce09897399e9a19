/** The command line: parses, runs one command, says what went wrong in words, ends with the documented exit code. */
import { resolve } from 'node:path'
import { PlateauError } from '@contract/errors'
import { homeDirectory } from '../../platform/paths.mjs'
import { onEndingSignal } from '../ending-signals'
import { describeError } from '../error-text'
import { Interrupts } from './interrupts'
import { standardOutputs } from './output'
import { runProgram } from './program'
import { createTerminal } from './terminal'

const interrupts = new Interrupts((code) => process.exit(code))
onEndingSignal(() => interrupts.interrupt())
const { output, errors } = standardOutputs({
  closed: () => interrupts.outputClosed(),
  failed(failure) {
    errors.write(`${failure.message}\n`)
    return interrupts.outputFailed()
  },
})

function openSession(home: string | undefined) {
  if (home === '') throw new PlateauError('invalid-input', '--home needs a folder.')
  return {
    home: resolve(home ?? homeDirectory()),
    terminal: createTerminal(output, errors, process.stdin),
    interrupts,
  }
}

async function main(): Promise<number> {
  try {
    return await runProgram(process.argv.slice(2), openSession, (text) => output.write(text))
  } catch (error) {
    // It was told when it happened, and is why this ended.
    if (error === output.failure) return 1
    const { text, exitCode } = describeError(error)
    errors.write(`${text}\n`)
    return exitCode
  }
}

async function end(exitCode: number): Promise<never> {
  // What is still on its way to a slow reader goes out first; nothing else may hold the process.
  await output.end()
  await errors.end()
  process.exit(output.failure !== null || errors.failure !== null ? 1 : exitCode)
}

void main().then(end)
