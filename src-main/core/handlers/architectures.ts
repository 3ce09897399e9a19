/** Requests for architectures of one's own. */
import type { HandlerOptions, HandlersOf } from './shared'

export const createArchitectureHandlers = ({
  architectures,
}: HandlerOptions): HandlersOf<`architectures.${string}`> => ({
  'architectures.list': () => ({ architectures: architectures.list() }),
  'architectures.save': (architecture) => architectures.save(architecture),
  'architectures.read': ({ bytes, fileName }) => architectures.read(bytes, fileName),
  'architectures.remove': ({ name }) => {
    architectures.remove(name)
    return {}
  },
})
