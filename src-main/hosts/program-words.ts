/** What a program would run, in the lines that a person is asked about before it is saved. */
import type { ProgramSettings } from '@contract/programs'
import { visibleLine } from '@contract/text'
import { showParameterValue } from '@model/programs/grid'
import { resultSourceWords } from '@model/programs/result-sources'

const mostShown = 1_000

/** To the letter, what cannot be seen as symbols; nothing that matters is left out without a word. */
export function programWords({
  command,
  folder,
  environment,
  variables,
  parameters,
  values,
  results,
}: ProgramSettings): string {
  const show = (text: string): string => {
    const line = visibleLine(text)
    return line.length <= mostShown ? line : `${line.slice(0, mostShown)} [${line.length - mostShown} more characters]`
  }
  const begins = Object.entries(values).map(([name, value]) => `${name} ${showParameterValue(value)}`)
  const names = Object.entries(variables).map(([name, value]) => `${name}=${value}`)
  return [
    `Command: ${show(command)}`,
    `Folder: ${show(folder)}`,
    environment.kind === 'system' ? 'Environment: system' : `Environment: ${show(environment.path)}`,
    ...(names.length === 0 ? [] : [`Variables: ${show(names.join(', '))}`]),
    // By an option such as -c a value would be a program of its own.
    `Parameters: ${parameters.length === 0 ? 'none' : show(parameters.map(({ name, option }) => option ?? `(${name})`).join(' '))}`,
    ...(begins.length === 0 ? [] : [`Values to begin with: ${show(begins.join(', '))}`]),
    `Results from: ${resultSourceWords[results.source].label}${results.folder === undefined ? '' : `, below ${show(results.folder)}`}`,
    '',
    'Plateau starts it as you whenever somebody chooses it in this window. Add only what you know.',
  ].join('\n')
}
