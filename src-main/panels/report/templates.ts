/**
 * Reports to begin with: text and blocks for any runs, every number in them bound. One table says of each template what it is, what it
 * needs, and how it is laid out: a template without a line here does not compile.
 */
import { reportTemplates, type ReportTemplate, type TemplateChoices } from '@contract/report'
import type { RunSummary } from '@contract/run'
import { taskOf } from '@contract/run-data'
import { countOf } from '../words/format'
import { comparisonTemplate } from './templates/comparison'
import { chooseGroups } from './templates/group-choices'
import { groupsTemplate } from './templates/groups'
import { oneRunTemplate } from './templates/one-run'
import type { TemplateContent } from './templates/parts'

export type TemplateEntry = {
  /** In lists. */
  readonly label: string
  /** What it is about. */
  readonly about: string
  /** Asks for its runs. */
  readonly choose: string
  /** Whether it is about a single run, so that another one takes the place of the first. */
  readonly isOfOneRun: boolean
  /** A sentence on what these runs lack; null where the template fits them. */
  readonly lacks: (runs: readonly RunSummary[], choices: TemplateChoices) => string | null
  /** Lays it out for runs that lack nothing, in their order. */
  readonly fill: (runs: readonly RunSummary[], choices: TemplateChoices) => TemplateContent
}

export const templates: Readonly<Record<ReportTemplate, TemplateEntry>> = {
  comparison: {
    label: 'Comparison, 2 × 2',
    about: 'Comparison of two architectures and two losses',
    choose: 'Choose at least two runs to compare: architectures, losses or seeds.',
    isOfOneRun: false,
    lacks: (runs) =>
      runs.length < 2
        ? 'A comparison needs at least two runs.'
        : (lacksRecipe(runs, 'This template describes networks and losses that Plateau trains') ?? lacksOneTask(runs)),
    fill: comparisonTemplate,
  },
  'one-run': {
    label: 'One run',
    about: 'One run',
    choose: 'Choose the run to report on.',
    isOfOneRun: true,
    lacks: (runs) =>
      runs.length === 1
        ? lacksRecipe(runs, 'This template describes a network that Plateau trains')
        : 'This template covers one run: choose one.',
    fill: ([run]) => {
      if (run === undefined) throw new RangeError('The template covers one run.')
      return oneRunTemplate(run)
    },
  },
  groups: {
    label: 'Groups, any metric',
    about: 'Comparison of any groups on any metric',
    choose: 'Choose at least two runs, the metric to compare them on, and the settings to group them by.',
    isOfOneRun: false,
    lacks(runs, choices) {
      const chosen = chooseGroups(runs, choices)
      return 'lacks' in chosen ? chosen.lacks : null
    },
    fill(runs, choices) {
      const chosen = chooseGroups(runs, choices)
      if ('lacks' in chosen) throw new RangeError(chosen.lacks)
      return groupsTemplate(runs, chosen)
    },
  },
}

/** Templates that describe layers, losses and early stopping read the recipe. */
function lacksRecipe(runs: readonly RunSummary[], what: string): string | null {
  const [first, ...others] = runs.filter(({ recipe }) => recipe === null)
  if (first === undefined) return null
  const which = others.length === 0 ? first.name : `${first.name} and ${countOf(others.length, 'other run')}`
  return `${what}; ${which} ${others.length === 0 ? 'has' : 'have'} no recipe for it.`
}

/** Runs of two tasks share no metric that decides on either. */
const lacksOneTask = (runs: readonly RunSummary[]): string | null =>
  new Set(runs.map(({ recipe }) => taskOf(recipe ?? {}))).size < 2
    ? null
    : 'These runs are trained for different tasks, so they share no metric to be compared on. Choose runs of one task.'

/** Every template, and what these runs lack for it: null where it fits. */
export function offeredTemplates(
  runs: readonly RunSummary[],
  choices: TemplateChoices = {},
): { readonly template: ReportTemplate; readonly lacks: string | null }[] {
  return reportTemplates.map((template) => ({ template, lacks: templates[template].lacks(runs, choices) }))
}

export type FilledTemplate =
  | { readonly ok: true; readonly content: TemplateContent }
  /** A sentence on why these runs do not suit it. */
  | { readonly ok: false; readonly error: string }

/** Lays out a template for runs, in their order. */
export function fillTemplate(
  template: ReportTemplate,
  runs: readonly RunSummary[],
  choices: TemplateChoices = {},
): FilledTemplate {
  const { lacks, fill } = templates[template]
  const error = lacks(runs, choices)
  return error === null ? { ok: true, content: fill(runs, choices) } : { ok: false, error }
}
