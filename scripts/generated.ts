/** Generates files from action.yml. */
import type { Action } from './action-yml.ts'

/** The groups in README's table of inputs, by the first input of each group. */
const GROUPS: Record<string, string> = {
  operation: 'What to do',
  region: 'Where',
  'role-to-assume': 'Sign in',
  timetable: 'When',
  'wait-for': 'Waiting',
  'max-attempts': 'Limits'
}

/** Generates src/runner/contract.ts, so that the compiler checks the names of inputs and outputs. */
export function contract({ inputs, outputs }: Action): string {
  const defaults = Object.entries(inputs).flatMap(([name, input]) =>
    input.default === undefined ? [] : [`${JSON.stringify(name)}: ${JSON.stringify(input.default)}`]
  )
  return `// Generated from action.yml by npm run build. Do not edit.
export const INPUTS = [
${wrap(Object.keys(inputs).map((name) => JSON.stringify(name)))}
] as const
export type InputName = (typeof INPUTS)[number]
export const OUTPUTS = [
${wrap(Object.keys(outputs).map((name) => JSON.stringify(name)))}
] as const
export type OutputName = (typeof OUTPUTS)[number]
/** The runner doesn't replace an empty string with the default. */
export const DEFAULTS: Partial<Record<InputName, string>> = {
${wrap(defaults)}
}
`
}

/** Joins items with commas, in lines of at most 110 characters. */
function wrap(items: string[]): string {
  const lines: string[] = []
  for (const item of items) {
    const line = `${lines.at(-1)}, ${item}`
    if (lines.length > 0 && line.length < 110) lines[lines.length - 1] = line
    else lines.push(`  ${item}`)
  }
  return lines.join(',\n')
}

/** Replaces the table of inputs in README, which is between two comments. */
export function withInputs(readme: string, { inputs }: Action): string {
  const rows = [['input', 'what it is', 'default'], ...Object.entries(inputs).flatMap(inputRows)]
  return readme.replace(
    /(<!-- inputs -->\n).*?(<!-- \/inputs -->)/s,
    (_, start: string, end: string) => `${start}${table(rows)}\n${end}`
  )
}

function inputRows([name, input]: [string, Action['inputs'][string]]): string[][] {
  const { description, required, default: value } = input
  const row = [
    `[\`${name}\`](docs/inputs.md#${name})`,
    description,
    required ? '**required**' : value === undefined ? '' : `\`${value}\``
  ]
  const group = GROUPS[name]
  return group === undefined ? [row] : [[`**${group}**`, '', ''], row]
}

/** Renders a Markdown table. The first row is the head. */
export function table([head = [], ...rows]: string[][]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}
