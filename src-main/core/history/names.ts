/** Run names: adjective-noun-number, the number counting up in the project. */
import { randomInt } from 'node:crypto'

const adjectives =
  'amber azure bold breezy bright brisk calm clear copper crisp curious distant drifting early eager faint fresh gentle golden hazel hidden hollow honest humble idle ivory keen lasting lively lucid mellow mild misty noble northern olive pale patient placid polished proud quiet rapid rustic sage serene silent silver simple slender solar steady still sturdy sunny tidal tranquil treasured velvet vivid warm wild winter'.split(
    ' ',
  )
const nouns =
  'anchor arch aspen bay beacon birch brook canyon cairn cedar cliff cloud coast comet cove creek delta dune ember estuary falls fern field fjord forest garden glade gorge grove harbor heath hill island lagoon lake lantern marsh meadow meridian mesa morning mountain oasis orchard peak pine pond prairie quarry ravine reef ridge river shore spring station stone stream summit terrace tide valley vale willow'.split(
    ' ',
  )

const pick = (words: readonly string[]): string => words[randomInt(words.length)] ?? 'steady'

/** The number of a name such as `treasured-morning-2`; 0 for one that a person gave, which may end in a year. */
const numberOf = (name: string): number => Number(/^[a-z]+-[a-z]+-(\d{1,9})$/.exec(name)?.[1] ?? 0)

/**
 * The next number of a project, given the names that are taken there, in the bin too. It is above how many there are, so that it is
 * none that a run had before it was renamed.
 */
export function nextRunNumber(taken: readonly string[]): number {
  return taken.reduce((highest, name) => Math.max(highest, numberOf(name)), taken.length) + 1
}

/** A new name with that number. Its words are drawn anew at each call. */
export function makeRunName(number: number): string {
  return `${pick(adjectives)}-${pick(nouns)}-${number}`
}

const idLetters = '0123456789abcdefghjkmnpqrstvwxyz'

/** Ten letters of Crockford's base 32: 50 random bits, and nothing to confuse when it is read out. */
export function makeRunId(): string {
  return Array.from({ length: 10 }, () => idLetters[randomInt(idLetters.length)]).join('')
}
