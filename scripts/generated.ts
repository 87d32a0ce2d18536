/** What is written from other files of the project, so that each fact has one place. */
import type { Action } from './action-yml.ts'

/** README's groups of inputs, each by the input that it begins with. */
const GROUPS: Record<string, string> = {
  operation: 'What to do',
  region: 'Where',
  'role-to-assume': 'Sign in',
  timetable: 'When',
  'wait-for': 'Waiting',
  'max-attempts': 'Limits'
}

/** The names of action.yml as TypeScript, so that the compiler refuses any other. */
export function contract({ inputs, outputs }: Action): string {
  const defaults = Object.entries(inputs).flatMap(([name, input]) =>
    input.default === undefined ? [] : [[name, input.default]]
  )
  return [
    '// Written from action.yml by `npm run build`. Do not edit.',
    names('INPUTS', inputs),
    'export type InputName = (typeof INPUTS)[number]',
    names('OUTPUTS', outputs),
    'export type OutputName = (typeof OUTPUTS)[number]',
    '/** For an input that is set to the empty string, where the runner does not put in the default. */',
    `export const DEFAULTS: Partial<Record<InputName, string>> = ${JSON.stringify(Object.fromEntries(defaults), null, 2)}`,
    ''
  ].join('\n')
}

function names(list: string, of: object): string {
  return `export const ${list} = ${JSON.stringify(Object.keys(of), null, 2)} as const`
}

/** A README with the table of inputs, which stands between two comments. */
export function withInputs(readme: string, { inputs }: Action): string {
  const rows = [['input', 'what it is', 'default'], ...Object.entries(inputs).flatMap(rowsOfInput)]
  return readme.replace(
    /(<!-- inputs -->\n).*?(<!-- \/inputs -->)/s,
    (_, begin: string, end: string) => `${begin}${table(rows)}\n${end}`
  )
}

function rowsOfInput([name, input]: [string, Action['inputs'][string]]): string[][] {
  const { description, required, default: value } = input
  const row = [
    `[\`${name}\`](docs/inputs.md#${name})`,
    description,
    required ? '**required**' : value === undefined ? '' : `\`${value}\``
  ]
  const group = GROUPS[name]
  return group === undefined ? [row] : [[`**${group}**`, '', ''], row]
}

/** In Markdown, the first row being the head. */
export function table([head = [], ...rows]: string[][]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}
