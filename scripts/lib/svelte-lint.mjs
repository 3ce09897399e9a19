/**
 * Lets TypeScript read components as svelte-eslint-parser translates them, so that all of them are in one program from the start: linting them takes a
 * third of the time, and a component knows the properties of those that it uses. It is read when the parser is loaded: import this first.
 */
process.env.SVELTE_ESLINT_PARSER_EXPERIMENTAL_TS_SYS_HOOK ??= '1'
