import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { root } from '../../scripts/action-yml.ts'
import { EXPLANATIONS } from '../../src/explain.ts'

const troubleshooting = read('docs/troubleshooting.md')
const contributing = read('CONTRIBUTING.md')

/** Codes whose annotation is a message of the action's own, which the page quotes in their place. */
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
  'WaitTimeout'
]

test('troubleshooting has an entry for each error code, in alphabetical order, and no other', () => {
  const [, codes = ''] = /^## Error codes\n(.*?)^## /ms.exec(troubleshooting) ?? []
  const entries = [...codes.matchAll(/^### `(\w+)`$/gm)].map(([, code = '']) => code)
  expect(entries).toEqual(
    Object.keys(EXPLANATIONS).sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1))
  )
})

test.each(Object.entries(EXPLANATIONS))(
  'troubleshooting quotes what is shown for %s',
  (code, { meaning, advice }) => {
    const entry = troubleshooting.split(`\n### \`${code}\`\n`)[1]?.split(/\n##/)[0] ?? ''
    const [, quotation = ''] = /^\n> (.*)\n\n- /.exec(entry) ?? []
    expect(quotation).not.toBe('')
    if (!OWN.includes(code)) expect(quotation.replaceAll('\\', '')).toBe(`${meaning} ${advice}`)
  }
)

test('CONTRIBUTING names each file of the action, and none that there is not', () => {
  const files = globSync(['src/*.ts', 'scripts/*.ts'], { cwd: root }).map((file) =>
    file.replaceAll('\\', '/')
  )
  expect(files.filter((file) => !contributing.includes(`\`${file}\``))).toEqual([])
  const named = [...contributing.matchAll(/`((?:src|scripts|packages|docs|examples|__tests__)\/[\w./-]+)`/g)]
  expect(named.length).toBeGreaterThan(30)
  expect(named.map(([, file = '']) => file).filter((file) => !existsSync(join(root, file)))).toEqual([])
})

test.each([
  ['CONTRIBUTING.md', contributing],
  ['README.md', read('README.md')],
  ['docs', globSync('docs/*.md', { cwd: root }).map(read).join('\n')]
])('the npm scripts that %s names exist', (_, text) => {
  const { scripts } = JSON.parse(read('package.json'))
  const named = [...text.matchAll(/npm run ([a-z:-]+)/g)].map(([, name = '']) => name)
  expect(named.filter((name) => !Object.hasOwn(scripts, name))).toEqual([])
})

test('nothing that is written for people is left to do', () => {
  const pages = globSync(['*.md', 'docs/*.md', 'packages/*/*.md', 'examples/*', '.github/**/*.{yml,md,ts}'], {
    cwd: root
  })
  expect(pages.length).toBeGreaterThan(20)
  for (const page of pages) expect([page, read(page).match(/\b(TODO|FIXME|TBD|XXX)\b/)]).toEqual([page, null])
})

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8')
}
