/** What the templates are called in lists, and what they are about. */
import { reportTemplateNames, type ReportTemplate } from '@contract/report'

export const templateWords: Readonly<Record<ReportTemplate, { label: string; title: string; choose: string }>> = {
  comparison: {
    label: 'Comparison, 2 × 2',
    title: reportTemplateNames.comparison,
    choose: 'Choose at least two runs to compare: architectures, losses or seeds.',
  },
  'one-run': { label: 'One run', title: reportTemplateNames['one-run'], choose: 'Choose the run to report on.' },
}
