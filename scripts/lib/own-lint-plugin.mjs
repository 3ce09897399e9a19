/** ESLint's rule of forbidden syntax as `own/no-restricted-syntax`, for oxlint, which has none, and for ESLint under the same name. */
import { builtinRules } from 'eslint/use-at-your-own-risk'

const rule = builtinRules.get('no-restricted-syntax')
if (rule === undefined) throw new Error('ESLint has no rule no-restricted-syntax any more.')

export default { meta: { name: 'own' }, rules: { 'no-restricted-syntax': rule } }
