/** Requests about data sets of a person's own. */
import type { dataRequests } from '../../contract/data-requests'
import type { HandlerOptions, HandlersOf } from './shared'

export function createDataHandlers({ dataSets }: HandlerOptions): HandlersOf<keyof typeof dataRequests> {
  return {
    'data-sets.list': () => dataSets.list(),
    'data-sets.show': ({ name }) => dataSets.show(name),
    'data-sets.classes': ({ config }) => dataSets.classes(config),
    'data-sets.images': (input) => dataSets.images(input),
    'data-sets.look': (input) => dataSets.look(input),
    'data-sets.add': (input) => {
      dataSets.add(input)
      return {}
    },
    'data-sets.cancel': ({ name }) => {
      dataSets.cancel(name)
      return {}
    },
    'data-sets.remove': ({ name }) => ({ runs: dataSets.remove(name) }),
  }
}
