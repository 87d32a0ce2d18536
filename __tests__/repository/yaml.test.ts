import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { readAction, root } from '../../scripts/action-yml.ts'
import type { YamlDocument } from './github-parser.ts'
import { askGitHub, checkSteps, checkWorkflow } from './workflows.ts'

const action = readAction()
const workflows = files('.github/workflows/*.yml')
const examples = files('examples/*.yml')
const broken = files('__tests__/repository/broken/*.yml')
const blocks = ['README.md', ...globSync(['docs/*.md', 'packages/*/README.md'], { cwd: root })].flatMap(
  yamlBlocks
)

const documents = [
  { path: 'action.yml', text: read('action.yml') },
  ...[...workflows, ...examples, ...broken, ...blocks].map(({ path, text }) => ({
    path: `.github/workflows/${path.replaceAll(/[/ ]/g, '-')}.yml`,
    text
  }))
]
const diagnostics = askGitHub(documents, action)
const found = (text: string): string[] =>
  diagnostics[documents.findIndex((one) => one.text === text)] ?? ['?']

test('there is something to check', () => {
  expect(workflows.length).toBeGreaterThanOrEqual(4)
  expect(examples.length).toBeGreaterThanOrEqual(10)
  expect(blocks.length).toBeGreaterThanOrEqual(3)
})

test('action.yml is sound', () => {
  expect(found(read('action.yml'))).toEqual([])
})

test.each(names(workflows))('%s is sound', async (path) => {
  expect([...found(read(path)), ...(await checkWorkflow(read(path)))]).toEqual([])
})

test.each(names(examples))('%s is sound, and says in its first line what it is for', async (path) => {
  const text = read(path)
  expect([...found(text), ...(await checkWorkflow(text))]).toEqual([])
  expect(text).toMatch(/^# [A-Z].{30,}\n/)
})

test.each(names(examples))('%s has runs that change one job take turns, and drops none', (path) => {
  const { concurrency, jobs } = parse(read(path))
  const settings = concurrency
    ? [concurrency]
    : Object.values<{ concurrency: object }>(jobs).map((job) => job.concurrency)
  for (const setting of settings)
    expect(setting).toEqual({ group: expect.stringMatching(/^mgw-/), queue: 'max' })
})

test.each(blocks)('$path is sound', async ({ text }) => {
  expect([...found(text), ...(await checkSteps(text))]).toEqual([])
})

test.each(names(broken))('%s is found out', async (path) => {
  const text = read(path)
  const [, problem = '?'] = /^# Broken: (.*)$/m.exec(text) ?? []
  expect([...found(text), ...(await checkWorkflow(text))][0]).toContain(problem)
})

test('an action.yml with a mistake is found out', () => {
  const [problems] = askGitHub(
    [{ path: 'action.yml', text: read('action.yml').replace('main:', 'mian:') }],
    action
  )
  expect(problems).not.toEqual([])
})

function files(pattern: string): YamlDocument[] {
  return globSync(pattern, { cwd: root })
    .sort()
    .map((path) => ({ path: path.replaceAll('\\', '/'), text: read(path) }))
}

function names(of: YamlDocument[]): string[] {
  return of.map(({ path }) => path)
}

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8')
}

/** The YAML blocks of a page, each made a whole workflow. */
function yamlBlocks(page: string): YamlDocument[] {
  return [...read(page).matchAll(/^```yaml\n(.*?)^```/gms)].map(([, text = ''], index) => ({
    path: `${page} block ${index + 1}`,
    text: wholeWorkflow(text)
  }))
}

/** A workflow around a list of steps, the body of a job, or settings without jobs. A whole one stays as it is. */
function wholeWorkflow(text: string): string {
  const content = parse(text)
  if ('jobs' in content) return 'on' in content ? text : `on: push\n${text}`
  const job = '  job:\n    runs-on: ubuntu-latest'
  if (Array.isArray(content)) return `on: push\njobs:\n${job}\n    steps:\n${indented(text, 6)}`
  if ('steps' in content) return `on: push\njobs:\n${job}\n${indented(text, 4)}`
  return `on: push\n${text}jobs:\n${job}\n    steps:\n      - run: exit\n`
}

function indented(text: string, by: number): string {
  return text.replace(/^(?=.)/gm, ' '.repeat(by))
}
