/** Generates files from action.yml. */
import type { Action } from './action-yml.ts'

/** The rows of README's two tables, by the first input or output of each row, in English and Chinese. */
const ROWS = {
  inputs: {
    operation: ['what to do, and to which jobs', '做什么，对哪些任务'],
    region: ['where the jobs are, and in which account', '任务所在的地域和账号'],
    'role-to-assume': ['how to sign in', '如何进行身份认证'],
    timetable: ['when the job runs and when it pauses', '任务何时运行、何时暂停'],
    'wait-for': ['what to wait for, and how long', '等待什么、等待多久'],
    'max-attempts': ['retries', '重试'],
    'max-jobs': ['several jobs in one step', '一个步骤处理多个任务']
  },
  outputs: {
    code: ['the result of the step', '步骤的结果'],
    'job-status': [
      "the job's [state](docs/glossary.md#state) and throttling",
      '任务的[状态](docs/glossary.md#state)和限流'
    ],
    'total-count': [
      'files, bytes and progress of the [round](docs/glossary.md#round)',
      '[本轮](docs/glossary.md#round)的文件数、字节数和进度'
    ],
    'timetable-line': ['the active line, and when the next change is due', '当前生效的行，以及下一次变化的时间'],
    'round-status': [
      'after a migration: status, [report](docs/glossary.md#report) and retry',
      '迁移结束之后：状态、[迁移报告](docs/glossary.md#report)和重试'
    ],
    results: ['several jobs', '多个任务']
  }
}
const HEADS = {
  inputs: [
    ['inputs', 'what they set'],
    ['输入', '作用']
  ],
  outputs: [
    ['outputs', 'what they contain'],
    ['输出', '内容']
  ]
}
const LANGUAGES = ['en', 'zh'] as const

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

/** Replaces the tables of inputs and outputs in a README, which are between two comments. */
export function withTables(readme: string, action: Action, language: (typeof LANGUAGES)[number]): string {
  const tables = (['inputs', 'outputs'] as const).map((kind) => overview(kind, Object.keys(action[kind]), language))
  return readme.replace(
    /(<!-- tables -->\n).*?(<!-- \/tables -->)/s,
    (_, start: string, end: string) => `${start}${tables.join('\n\n')}\n${end}`
  )
}

function overview(kind: keyof typeof ROWS, names: string[], language: (typeof LANGUAGES)[number]): string {
  const index = LANGUAGES.indexOf(language)
  const descriptions = new Map(Object.entries(ROWS[kind]))
  const rows: { names: string[]; description: string }[] = []
  for (const name of names) {
    const description = descriptions.get(name)?.[index]
    if (description !== undefined) rows.push({ names: [], description })
    rows.at(-1)?.names.push(kind === 'inputs' ? `[\`${name}\`](docs/inputs.md#${name})` : `\`${name}\``)
  }
  return table([HEADS[kind][index] ?? [], ...rows.map((row) => [row.names.join(', '), row.description])])
}

/** Renders a Markdown table. The first row is the head. */
export function table([head = [], ...rows]: string[][]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}
