import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { root } from '../../scripts/action-yml.ts'
import { readOperation } from '../../src/inputs/operation.ts'
import { EXPLANATIONS, explanationOf } from '../../src/report/explanations.ts'
import { withStep } from '../support/environment.ts'
import { messages, messagesIn, NOT_ABOUT_PROBLEMS, quotes } from './messages.ts'

const troubleshooting = read('docs/troubleshooting.md')
const contributing = read('CONTRIBUTING.md')

/** The codes of the action's own errors, which tell all that there is to say. The page quotes an example of each. */
const OWN = [
  'InvalidCommand',
  'EmptyAccessId',
  'EmptyAccessSecret',
  'EmptyDomain',
  'AccountNotAllowed',
  'CancelOperation',
  'FilesFailed',
  'HistoryDenied',
  'JobInterrupted',
  'JobPaused',
  'JobClosed',
  'JobEnded',
  'JobRestarted',
  'WaitTimeout'
]

test('troubleshooting has an entry for each error code, in alphabetical order, and no other', () => {
  const [, codes = ''] = /^## Error codes\n(.*?)^## /ms.exec(troubleshooting) ?? []
  const entries = [...codes.matchAll(/^### `([\w.]+)`$/gm)].map(([, code = '']) => code)
  expect(entries).toEqual(
    [...Object.keys(EXPLANATIONS), ...OWN].sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1))
  )
})

test.each(Object.entries(EXPLANATIONS))(
  'troubleshooting quotes what is shown for %s',
  (code, { meaning, advice }) => {
    expect(quotationOf(code).replaceAll('\\', '')).toBe(`${meaning} ${advice}`)
  }
)

test.each(OWN)('troubleshooting quotes an example of %s', (code) => {
  expect(quotationOf(code)).toMatch(/^.{20,}\.$/)
})

test('troubleshooting quotes what is said of an operation that there is not', () => {
  const refused = (): unknown => withStep({ operation: 'puse-job' }, {}, readOperation)
  expect(refused).toThrow(quotationOf('InvalidCommand'))
  expect(quotationOf('InvalidCommand')).toMatch(/^operation is .* and get-job\.$/)
})

test.each([
  ['DEPTH_ZERO_SELF_SIGNED_CERT', undefined],
  ['EPROTO', undefined],
  ['EAI_FAIL', undefined],
  ['ESOMETHING', undefined],
  ['AuthenticationFail.Other', 401],
  ['SomethingElse', 400]
])('troubleshooting has what is shown for codes such as %s', (code, status) => {
  const { meaning, advice } = explanationOf(code, status)
  for (const text of [meaning, advice]) expect(troubleshooting).toContain(text)
})

test('troubleshooting has the words of each message of an error, a warning or a notice', () => {
  const all = messages()
  expect(all.length).toBeGreaterThan(250)
  expect(NOT_ABOUT_PROBLEMS.filter((file) => !existsSync(join(root, file)))).toEqual([])
  const missing = all.filter((message) => !quotes(troubleshooting, message))
  expect(missing.map(({ file, parts }) => `${file}: ${parts.join('…')}`)).toEqual([])
})

test('the messages in a source are found, and what only the log says is not', () => {
  const source = [
    "import a from 'this is no message'",
    'throw new JobFailed("Code", `The job $' + '{a} is at $' + '{b ? "an unknown state" : c}.`)',
    'logger.info("It goes on and on")'
  ].join('\n')
  expect(messagesIn(source)).toEqual([['The job ', ' is at ', '.'], ['an unknown state']])
  const message = { file: '', parts: ['The job ', ' is gone (', ').'] }
  expect(quotes('- `The job … is gone (…).`', message)).toBe(true)
  expect(quotes('The job … is\ngone (…).', message)).toBe(false)
})

/** What the page quotes in the entry of a code. */
function quotationOf(code: string): string {
  const entry = troubleshooting.split(`\n### \`${code}\`\n`)[1]?.split(/\n##/)[0] ?? ''
  return /^\n> (.*)\n\n- /.exec(entry)?.[1] ?? ''
}

test('each test that holds a sentence of the security page is there', () => {
  const [, table = ''] = read('docs/security.md').split('## Which test holds what')
  const rows = table.split('\n').filter((line) => line.startsWith('| ') && line !== '| what | test |')
  const named = rows
    .slice(1)
    .map((row) => /\| \[[\w.-]+\]\(\.\.\/([\w./-]+)\): "(.+)" \|$/.exec(row) ?? [row, '', ''])
  expect(named.length).toBeGreaterThan(25)
  expect(
    named
      .filter(([, file = '', title = '']) => file === '' || !read(file).includes(title))
      .map(([row]) => row)
  ).toEqual([])
})

test('CONTRIBUTING names each room of src and each script, and none that there is not', () => {
  const rooms = globSync(['src/*', 'scripts/*', 'packages/*'], { cwd: root })
    .map((room) => `\`${room.replaceAll('\\', '/')}\``)
    .filter((room) => !room.endsWith('.json`'))
  expect(rooms.filter((room) => !contributing.includes(room))).toEqual([])
  const named = [...contributing.matchAll(/`((?:src|scripts|packages|docs|examples|__tests__)\/[\w./-]+)`/g)]
  expect(named.length).toBeGreaterThanOrEqual(rooms.length)
  expect(named.map(([, file = '']) => file).filter((file) => !existsSync(join(root, file)))).toEqual([])
})

test('the npm scripts that the pages name exist', () => {
  const pages = globSync(['*.md', 'docs/*.md', '.github/**/*.{md,yml}'], { cwd: root }).map(read)
  const named = [...pages.join('\n').matchAll(/npm run ([a-z][a-z:-]*)/g)].map(([, name = '']) => name)
  expect(named).toEqual(expect.arrayContaining(['build', 'demo']))
  const { scripts } = JSON.parse(read('package.json'))
  expect(named.filter((name) => !Object.hasOwn(scripts, name))).toEqual([])
})

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8')
}
