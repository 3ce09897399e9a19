/** Where the command line writes: results to standard output, everything about them to standard error. */
import { createInterface } from 'node:readline'
import { stringifyJson } from '@contract/numbers'
import { visibleJson, visibleLine, visibleText } from '@contract/text'
import type { Output } from './output'

export type Terminal = {
  /** One line or block of the result, human-readable. */
  print(text: string): void
  /** One JSON document, indented for people who look at it. */
  printDocument(value: unknown): void
  /** One JSON object on a line of its own. */
  printJsonLine(value: unknown): void
  /** Text as it is, with no line end added. */
  write(text: string): void
  /** What a program prints, as it is. @returns what to wait for before more comes */
  pass(stream: 'stdout' | 'stderr', bytes: Buffer): Promise<void> | undefined
  /** A remark beside the result. */
  remark(text: string): void
  /** One line beside the result that the next one takes the place of, where somebody watches; an empty text takes it away. */
  status(text: string): void
  /** Puts a question beside the result and waits for a line; empty when the input has ended. */
  ask(question: string): Promise<string>
  /** Whether somebody is there to answer: input and remarks are one terminal. */
  readonly canAsk: boolean
  /** Whether standard output can be redrawn. */
  readonly isInteractive: boolean
  /** Columns of standard output. */
  readonly columns: number
}

export function createTerminal(output: Output, errors: Output, input: NodeJS.ReadStream): Terminal {
  return {
    print: (text) => output.write(`${visibleText(text)}\n`),
    printDocument: (value) => output.write(`${visibleJson(stringifyJson(value, 2))}\n`),
    printJsonLine: (value) => output.write(`${visibleJson(stringifyJson(value))}\n`),
    write: (text) => output.write(text),
    pass: (stream, bytes) => (stream === 'stdout' ? output : errors).pass(bytes),
    remark: (text) => errors.write(`${visibleText(text)}\n`),
    status(text) {
      if (errors.isTTY && process.env.TERM !== 'dumb') errors.write(`\r\u001b[2K${visibleLine(text)}`)
    },
    ask(question) {
      errors.write(visibleText(question))
      // Without a terminal of its own the reader leaves Ctrl-C to the system, and so to this process.
      const reader = createInterface({ input, terminal: false })
      return new Promise((answered) => {
        reader.once('line', (line) => {
          answered(line)
          reader.close()
        })
        reader.once('close', () => answered(''))
      })
    },
    get canAsk() {
      return input.isTTY && errors.isTTY
    },
    get isInteractive() {
      return output.isTTY && process.env.TERM !== 'dumb'
    },
    get columns() {
      return output.columns
    },
  }
}
