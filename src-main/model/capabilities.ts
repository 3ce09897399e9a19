/** What can be done with a run, worked out of facts in this one place. Views and commands ask for it, and never for where a run comes from. */
import type { Capability, EndReason, RunSummary } from '../contract/run'
import { taskOf } from '../contract/run-data'
import { directionOf } from './directions'

/** Ends after which a run may be resumed to the bit, where something to resume from was kept. */
export const resumableEnds: ReadonlySet<EndReason> = new Set(['interrupted', 'stopped', 'failed'])
/** Ends after which a run may be trained for more epochs. */
export const continuableEnds: ReadonlySet<EndReason> = new Set([...resumableEnds, 'completed', 'early-stopped'])

export type CapabilityFacts = Pick<
  RunSummary,
  'origin' | 'recipe' | 'state' | 'endReason' | 'resumableFrom' | 'epochs' | 'verifies' | 'checkpointBytes' | 'series'
> & {
  /** Sample images were kept. */
  readonly hasSamples: boolean
  /** A program that writes it here can be asked to stop. */
  readonly canBeAsked?: boolean
  /** This home starts it, of a program of a person's own. */
  readonly isProgramJob?: boolean
}

/** In the order in which the contract lists them. */
export function capabilitiesOf(facts: CapabilityFacts): Capability[] {
  const { origin, recipe, state, endReason, resumableFrom, epochs, verifies, checkpointBytes, series } = facts
  const hasEnded = state === 'ended'
  const isOurs = origin.kind === 'trained'
  const canTrain = isOurs && recipe !== null
  // A run that verifies another one has to stay what that one was.
  const isOriginal = verifies === null
  const said: Record<Capability, boolean> = {
    // One whose settings cannot be read can be cancelled all the same.
    stop: (isOurs || facts.isProgramJob === true || facts.canBeAsked === true) && !hasEnded,
    resume: canTrain && hasEnded && resumableFrom !== null,
    continue:
      canTrain &&
      endReason !== null &&
      continuableEnds.has(endReason) &&
      epochs > 0 &&
      checkpointBytes > 0 &&
      isOriginal,
    verify: canTrain && hasEnded && epochs > 0 && isOriginal,
    // A form begins with its values, also where its program is another by now or gone: it says so then.
    clone: canTrain || facts.isProgramJob === true,
    'launch-again': canTrain || facts.isProgramJob === true,
    samples: facts.hasSamples,
    // Errors of pixels: an output of classes has none.
    residuals: canTrain && epochs > 0 && taskOf(recipe) === 'image-to-image',
    weights: checkpointBytes > 0,
    'what-if': Object.keys(series).some((key) => directionOf(key) !== 'none'),
  }
  return (Object.keys(said) as Capability[]).filter((capability) => said[capability])
}
