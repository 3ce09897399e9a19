/** What is said of a form that is a copy of a program's run. */
import type { ProgramPart, ProgramParameter, ProgramRun, ProgramValues } from '@contract/programs'
import { showParameterValue } from '@model/programs/grid'
import { listOfWords, valueOf } from '@model/programs/parameters'

const partNames: Readonly<Record<ProgramPart, string>> = {
  command: 'command',
  folder: 'folder',
  environment: 'environment',
  variables: 'environment variables',
  results: 'way of reading results',
  stop: 'waits on stopping',
  parameters: 'parameters or their defaults',
}

/** What of the program is another since the run, a sentence each; none where all is as it was. */
export function changesSince({ name, program, programName, changed, lost }: ProgramRun): string[] {
  if (program === null)
    return [`The program ${programName} has been removed since ${name} was started. Add it again to start it.`]
  return [
    ...(changed.length === 0
      ? []
      : [
          `The program has changed since ${name} was started: its ${listOfWords(
            changed.map((part) => partNames[part]),
            'and',
          )} would be as ${changed.length === 1 ? 'it is' : 'they are'} now.`,
        ]),
    ...(lost.length === 0
      ? []
      : [
          `It has no ${lost.length === 1 ? 'parameter' : 'parameters'} ${listOfWords(lost, 'and')} any more, so ${lost.length === 1 ? 'this value is' : 'these values are'} left out.`,
        ]),
  ]
}

/** How many values differ between two sets of them. */
export const countDifferences = (
  parameters: readonly ProgramParameter[],
  left: ProgramValues,
  right: ProgramValues,
): number =>
  parameters.filter(
    (parameter) => showParameterValue(valueOf(parameter, left)) !== showParameterValue(valueOf(parameter, right)),
  ).length

/** A run's first value in a word or two, for a list: "depth 18"; empty where all are at their defaults. */
export function firstValueOf({ values }: ProgramRun): string {
  const [first] = Object.entries(values)
  return first === undefined ? '' : `${first[0]} ${showParameterValue(first[1])}`
}
