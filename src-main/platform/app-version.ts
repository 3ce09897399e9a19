import { version } from '../../package.json'

/** The version of this build of Plateau. */
export const appVersion: string = version
