/** What of a stored run cannot be read. */
import { sampleImageCount } from '../../contract/config'
import { sampleSizesOf, type DataSettings } from '../../contract/run-data'
import type { Store } from '../../store/store'

/** What of a run's epochs, points and files cannot be read, in sentences. */
export function findProblems(
  store: Pick<Store, 'epochs' | 'batches' | 'samples' | 'attempts' | 'checkpoints'>,
  run: string,
  settings: DataSettings,
): string[] {
  const count = (number: number, one: string, many: string): string =>
    number === 1 ? `1 ${one}` : `${number.toLocaleString('en')} ${many}`
  const said = (number: number, one: string, many: string): string[] =>
    number === 0 ? [] : [`${count(number, one, many)} cannot be read.`]
  return [
    ...said(store.epochs.countUnreadable(run), 'value of its epochs', 'values of its epochs'),
    ...[...store.batches.unreadable(run)].flatMap(([key, points]) =>
      said(points, `point of ${key}`, `points of ${key}`),
    ),
    ...said(
      store.samples.countUnreadable(run, sampleSizesOf(settings, sampleImageCount)),
      'epoch of its sample images',
      'epochs of its sample images',
    ),
    ...said(store.attempts.countUnreadable(run), 'of its attempts', 'of its attempts'),
    ...said(store.checkpoints.countUnreadable(run), 'of its checkpoints', 'of its checkpoints'),
  ]
}
