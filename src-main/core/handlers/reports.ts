/** Requests for reports. */
import { idOfProject, type HandlerOptions, type HandlersOf } from './shared'

/** Reports, written and resolved. */
export function createReportHandlers({ reports, projects }: HandlerOptions): HandlersOf<`reports.${string}`> {
  return {
    'reports.list': ({ project }) => ({
      reports: reports.list(idOfProject(projects, project)),
    }),
    'reports.get': ({ report }) => reports.get(report),
    'reports.templates': ({ runs: references, ...choices }) => reports.templates(references, choices),
    'reports.create': ({ template, runs: references, title, metric, keys, project }) =>
      reports.create(template, references, {
        title,
        metric,
        keys,
        project: idOfProject(projects, project),
      }),
    'reports.save': ({ report, project }) => reports.save(report, idOfProject(projects, project)),
    'reports.remove': ({ report }) => {
      reports.remove(report)
      return {}
    },
    'reports.freeze': async ({ report, frozen }) => {
      if (frozen) await reports.prepare(report)
      return reports.freeze(report, frozen)
    },
    'reports.data': async ({ report, block }) => {
      await reports.prepare(report)
      return { data: await reports.data(report, block) }
    },
    'reports.figure': ({ report, block, format, theme }) => reports.figure(report, block, format, theme),
    'reports.resolve': async ({ report }) => ({ blocks: await reports.resolve(report) }),
  }
}
