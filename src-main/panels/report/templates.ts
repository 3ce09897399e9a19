/** Reports to begin with: text and blocks for any runs, every number in them bound. */
import type { ReportTemplate } from '@contract/report'
import type { RunSummary } from '@contract/run'
import { comparisonTemplate } from './templates/comparison'
import { oneRunTemplate } from './templates/one-run'
import type { TemplateContent } from './templates/parts'

export type FilledTemplate =
  | { readonly ok: true; readonly content: TemplateContent }
  /** A sentence on why these runs do not suit it. */
  | { readonly ok: false; readonly error: string }

/** Lays out a template for runs, in their order. */
export function fillTemplate(template: ReportTemplate, runs: readonly RunSummary[]): FilledTemplate {
  switch (template) {
    case 'comparison':
      return runs.length < 2
        ? { ok: false, error: 'A comparison needs at least two runs.' }
        : { ok: true, content: comparisonTemplate(runs) }
    case 'one-run': {
      const [run, ...others] = runs
      return run === undefined || others.length > 0
        ? { ok: false, error: 'This template covers one run: choose one.' }
        : { ok: true, content: oneRunTemplate(run) }
    }
  }
}
