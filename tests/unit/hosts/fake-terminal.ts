/** A terminal that keeps what was written to it. */
import { stringifyJson } from '@contract/numbers'
import type { Terminal } from '../../../src-main/hosts/cli/terminal'

export type FakeTerminal = Terminal & {
  readonly printed: string[]
  readonly remarks: string[]
  readonly asked: string[]
}

/** @param answer what somebody types when asked; null when nobody is there. */
export function fakeTerminal(answer: string | null = null): FakeTerminal {
  const printed: string[] = []
  const remarks: string[] = []
  const asked: string[] = []
  return {
    printed,
    remarks,
    asked,
    print: (text) => void printed.push(text),
    pass: () => undefined,
    write: (text) => void printed.push(text),
    printDocument: (value) => void printed.push(stringifyJson(value)),
    printJsonLine: (value) => void printed.push(stringifyJson(value)),
    remark: (text) => void remarks.push(text),
    status: () => undefined,
    ask(question) {
      asked.push(question)
      return Promise.resolve(answer ?? '')
    },
    canAsk: answer !== null,
    isInteractive: false,
    columns: 80,
  }
}
