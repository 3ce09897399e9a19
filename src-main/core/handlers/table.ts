/** Every request of the contract, answered: the areas, put together. */
import type { Handlers } from '../../contract/api'
import type { ClientSession } from '../server'
import { createAnnotationHandlers } from './annotations'
import { createArchitectureHandlers } from './architectures'
import { createAuthorHandlers } from './authors'
import { createDataHandlers } from './data-sets'
import { createFigureHandlers } from './figures'
import { createProgramHandlers } from './programs'
import { createProjectHandlers } from './projects'
import { createQueueHandlers } from './queue'
import { createReportHandlers } from './reports'
import { createRunHandlers } from './runs'
import { createSystemHandlers } from './system'
import { createValueHandlers } from './values'
import { createWorkHandlers } from './work'
import type { HandlerOptions } from './shared'

/** Composes the core's services into the contract's table, which is complete or does not compile. */
export function createHandlers(options: HandlerOptions): Handlers<ClientSession> {
  return {
    ...createSystemHandlers(options),
    ...createRunHandlers(options),
    ...createWorkHandlers(options),
    ...createQueueHandlers(options),
    ...createAnnotationHandlers(options),
    ...createValueHandlers(options),
    ...createAuthorHandlers(options),
    ...createArchitectureHandlers(options),
    ...createFigureHandlers(options),
    ...createReportHandlers(options),
    ...createProjectHandlers(options),
    ...createProgramHandlers(options),
    ...createDataHandlers(options),
  }
}
