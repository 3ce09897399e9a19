/** Every way a request can fail, and the one table of words that a person sees for each. */

export const errorCodes = [
  'invalid-input',
  'run-not-found',
  'run-ambiguous',
  'run-not-active',
  'run-active',
  'run-not-resumable',
  'run-unreadable',
  'not-queued',
  'checkpoint-corrupt',
  'nothing-to-compare',
  'project-not-found',
  'program-not-found',
  'project-ambiguous',
  'project-not-empty',
  'name-taken',
  'weights-missing',
  'cancelled',
  'data-missing',
  'data-corrupt',
  'data-set-not-found',
  'data-set-damaged',
  'backend-unavailable',
  'trainer-crashed',
  'diverged',
  'database-newer',
  'database-corrupt',
  'home-locked',
  'home-unwritable',
  'home-on-network',
  'home-lost',
  'disk-full',
  'file-exists',
  'file-unwritable',
  'no-provenance',
  'drawing-unavailable',
  'report-not-found',
  'report-changed',
  'contract-mismatch',
  'core-unreachable',
  'core-gone',
  'not-allowed',
  'internal',
] as const
export type ErrorCode = (typeof errorCodes)[number]

export type ErrorWords = {
  /** One short neutral statement. */
  readonly title: string
  /** What to do next. */
  readonly nextStep: string
  /** What is thrown says all that the title does, and more. */
  readonly isWhole?: true
  readonly severity: 'warning' | 'error'
  /** Exit code of the CLI: 2 for what the caller can fix in the call, 1 for the rest. */
  readonly exitCode: 1 | 2
}

const words = (title: string, nextStep: string, exitCode: 1 | 2 = 1, severity: ErrorWords['severity'] = 'error') =>
  ({ title, nextStep, severity, exitCode }) satisfies ErrorWords

export const errorTable = {
  'invalid-input': words('The input is not valid.', 'Correct it and try again.', 2, 'warning'),
  'run-not-found': words('There is no such run.', 'See all runs with: npm run -s plateau -- list', 2, 'warning'),
  'run-ambiguous': words('More than one run matches.', 'Give more of the name, or the id.', 2, 'warning'),
  'run-not-active': words(
    'This run has already ended.',
    'Its results are kept; there is nothing to stop.',
    2,
    'warning',
  ),
  'run-active': words('This run has not ended.', 'Wait until it ends, or stop it first.', 2, 'warning'),
  'run-not-resumable': words(
    'This run cannot be resumed.',
    'Train it for more epochs, or launch it again with the same settings.',
    2,
    'warning',
  ),
  'run-unreadable': words(
    'This version of Plateau cannot read all of this run.',
    'See what it cannot read with: npm run -s plateau -- show RUN',
    2,
    'warning',
  ),
  'not-queued': words(
    'This run is not waiting in the queue.',
    'See what is waiting with: npm run -s plateau -- queue',
    2,
    'warning',
  ),
  'checkpoint-corrupt': words(
    'The checkpoint is truncated or corrupted, and there is no earlier one to resume from.',
    'Launch the run again with the same settings; its recorded epochs are kept.',
  ),
  'nothing-to-compare': words(
    'There is nothing to compare yet.',
    'Choose runs that have finished at least one epoch.',
    2,
    'warning',
  ),
  'project-not-found': words(
    'There is no such project.',
    'See all projects with: npm run -s plateau -- projects',
    2,
    'warning',
  ),
  'project-ambiguous': words('More than one project matches.', 'Give the whole name, or the id.', 2, 'warning'),
  'project-not-empty': words(
    'The project has runs.',
    'Move its runs to another project first, or delete it with them.',
    2,
    'warning',
  ),
  'name-taken': words('That name is taken.', 'Choose another name.', 2, 'warning'),
  'weights-missing': {
    ...words(
      'The weights of this run are no longer on the disk.',
      'Launch it again from its page to evaluate it.',
      1,
      'warning',
    ),
    isWhole: true,
  },
  cancelled: words('Cancelled.', 'Nothing was changed.', 1, 'warning'),
  'data-missing': words('CIFAR-10 is not on this machine yet.', 'Download it with: npm run setup'),
  'data-corrupt': words('A data file is truncated or corrupted.', 'Download it again with: npm run setup'),
  'data-set-not-found': words(
    'There is no such data set.',
    'See all data sets with: npm run -s plateau -- data',
    2,
    'warning',
  ),
  'data-set-damaged': words(
    'A prepared data set is missing or damaged.',
    'Prepare its folder again with: npm run -s plateau -- data add',
  ),
  'program-not-found': words(
    'There is no such program.',
    'See all programs with: npm run -s plateau -- programs',
    2,
    'warning',
  ),
  'backend-unavailable': words(
    'No TensorFlow backend could be loaded.',
    'See what is missing with: npm run -s plateau -- doctor',
  ),
  'trainer-crashed': words(
    'The training process ended unexpectedly.',
    'Finished epochs are kept; the log on the run page says why.',
  ),
  diverged: words('The loss is no longer a finite number.', 'Lower the learning rate and try again.'),
  'database-newer': words(
    'The history was written by a newer version of Plateau.',
    'Update Plateau, or choose another home folder with --home.',
  ),
  'database-corrupt': words(
    'The history file is damaged.',
    'Restore a backup, or choose another home folder with --home.',
  ),
  'home-locked': words(
    'Another Plateau process is using this home folder and does not respond.',
    'Close it, or choose another home folder with --home.',
  ),
  'home-unwritable': words(
    'Plateau cannot write to the home folder.',
    'Check its permissions, or choose another home folder with --home.',
  ),
  'home-on-network': words(
    'The home folder is on a network file system.',
    'Choose a folder on a local disk with --home.',
  ),
  'home-lost': words(
    'The history was deleted, moved or replaced while Plateau had it open.',
    'Put it back, or choose another home folder with --home, and restart Plateau. Checkpoints already written are kept.',
  ),
  'disk-full': words('The disk is full.', 'Free some space. Nothing already stored is lost.'),
  'file-exists': words('The file already exists.', 'Choose another name.', 2, 'warning'),
  'file-unwritable': words('The file cannot be written.', 'Choose another folder.', 2),
  'no-provenance': words(
    'This file does not say which runs it shows.',
    'Use a figure that Plateau exported with run ids.',
    2,
    'warning',
  ),
  'drawing-unavailable': words(
    'Figures cannot be drawn on this machine.',
    'See what is missing with: npm run -s plateau -- doctor',
  ),
  'report-not-found': words(
    'There is no such report.',
    'See all reports with: npm run -s plateau -- report --list',
    2,
    'warning',
  ),
  'report-changed': words('The report was changed elsewhere.', 'Reload it, or save yours as a copy.', 2, 'warning'),
  'contract-mismatch': words('Another version of Plateau is using this home folder.', 'Close it and start again.'),
  'core-unreachable': words(
    'The Plateau core could not be started.',
    'See what is missing with: npm run -s plateau -- doctor',
  ),
  'core-gone': words('The Plateau core has stopped.', 'Start Plateau again. Finished epochs are kept.'),
  'not-allowed': words('That request is not allowed here.', 'Open Plateau with the link it printed, or in its window.'),
  internal: words('Something went wrong inside Plateau.', 'Try again; the log in the home folder has the details.'),
} as const satisfies Record<ErrorCode, ErrorWords>

/** An error that may cross a process: a code of the table and one sentence with the particulars. */
export class PlateauError extends Error {
  readonly code: ErrorCode
  /** Which setting or field the error is about, as a path such as `learningRate`. */
  readonly field: string | undefined

  constructor(
    code: ErrorCode,
    message: string = errorTable[code].title,
    options: { field?: string; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'PlateauError'
    this.code = code
    this.field = options.field
  }
}

/** The part of an error that travels. */
export type WireError = { code: ErrorCode; message: string; field?: string }

/** Makes any thrown value fit to travel. Unknown errors become `internal`, with their message: never a stack. */
export function toWireError(error: unknown): WireError {
  if (error instanceof PlateauError) {
    return { code: error.code, message: error.message, ...(error.field === undefined ? {} : { field: error.field }) }
  }
  return { code: 'internal', message: error instanceof Error ? error.message : String(error) }
}

/** Gives a travelled error back its class. */
export function fromWireError(error: WireError): PlateauError {
  return new PlateauError(error.code, error.message, error.field === undefined ? {} : { field: error.field })
}
