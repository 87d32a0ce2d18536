/** What is written from other files of the project, so that each fact has one place. */
import { EXPLANATIONS } from '../src/report/explanations.ts'
import type { Action } from './action-yml.ts'

/** The errors that README tells of: those that most people meet. */
const COMMON_ERRORS = [
  ...['NoSuchImportJob', 'InvalidImportJobStatus', 'ImportJobConcurrencyExceed', 'AccessDenied'],
  ...['InvalidAccessKeyId', 'SignatureDoesNotMatch', 'SecurityTokenExpired', 'ServiceUnavailable'],
  ...['InvalidResponse', 'ENOTFOUND', 'ETIMEDOUT']
]

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

/** A README with its tables, each of which stands between two comments that name it. */
export function withTables(readme: string, { inputs, outputs }: Action): string {
  const rows = Object.entries
  const tables: Record<string, string[][]> = {
    inputs: [
      ['input', 'what it is'],
      ...rows(inputs).map(([name, input]) => [`\`${name}\``, `${input.description}${note(input)}`])
    ],
    outputs: [
      ['output', 'what it holds'],
      ...rows(outputs).map(([name, output]) => [`\`${name}\``, output.description])
    ],
    errors: [
      ['error-code', 'what it means', 'what to do'],
      ...rows(EXPLANATIONS)
        .filter(([code]) => COMMON_ERRORS.includes(code))
        .map(([code, { meaning, advice }]) => [`\`${code}\``, meaning, advice.replaceAll('<', '&lt;')])
    ]
  }
  return readme.replaceAll(
    /(<!-- (inputs|outputs|errors) -->\n).*?(<!-- \/\2 -->)/gs,
    (_, begin: string, name: string, end: string) => `${begin}\n${table(tables[name] ?? [])}\n\n${end}`
  )
}

function note({ required, default: value }: Action['inputs'][string]): string {
  if (required) return ' **Required.**'
  return value === undefined ? '' : ` Default: \`${value}\`.`
}

/** In Markdown, the first row being the head. */
export function table([head = [], ...rows]: string[][]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}
