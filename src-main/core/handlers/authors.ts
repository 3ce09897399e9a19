/** Requests of programs that write runs: values, records, and the media that are read back. */
import { findRun } from '../history/references'
import type { authorRequests } from '../../contract/authors'
import type { mediaRequests } from '../../contract/media'
import type { recordRequests } from '../../contract/records'
import type { HandlerOptions, HandlersOf } from './shared'

/** What authors say of their runs. */
export function createAuthorHandlers({
  store,
  runs,
  authors,
  media,
  ingest,
}: HandlerOptions): HandlersOf<
  keyof typeof authorRequests | keyof typeof recordRequests | keyof typeof mediaRequests | 'points.append'
> {
  const answerOne = (id: string) => ({ run: runs.summary(findRun(store, id)) })

  return {
    'runs.begin': (given) => answerOne(authors.begin(given)),
    'runs.describe': ({ run: reference, ...given }) => {
      const run = findRun(store, reference)
      authors.describe(run, given)
      return answerOne(run.id)
    },
    'runs.log-lines': ({ run, lines }) => ({ entries: authors.logLines(findRun(store, run), lines) }),
    'runs.finish': ({ run: reference, ...given }) => {
      const run = findRun(store, reference)
      authors.finish(run, given)
      return answerOne(run.id)
    },
    'points.append': ({ run, series }) => ({ counts: ingest.appendPoints(findRun(store, run), series) }),
    'records.append': ({ run, records }) => ingest.append(run, records),
    'media.list': ({ run }) => ({ keys: media.list(findRun(store, run).id) }),
    'media.at': ({ run, kind, key, step }) => ({ items: media.at(findRun(store, run).id, kind, key, step) }),
    'media.content': ({ sha256 }) => ({ bytes: media.content(sha256) }),
  }
}
