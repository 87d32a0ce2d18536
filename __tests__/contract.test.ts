import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { readAction, root } from '../scripts/action-yml.ts'
import { runStep } from '../scripts/runner.ts'

const action = readAction()
const readme = readFileSync(join(root, 'README.md'), 'utf8')
const sources = readdirSync(join(root, 'src'))
  .filter((name) => name.endsWith('.ts') && name !== 'contract.ts')
  .map((name) => readFileSync(join(root, 'src', name), 'utf8'))
  .join('\n')

test('the code knows exactly the inputs of action.yml', () => {
  const quoted = new Set([...sources.matchAll(/'([a-z]+(?:-[a-z]+)*)'/g)].map(([, name]) => name))
  expect(Object.keys(action.inputs).filter((name) => !quoted.has(name))).toEqual([])
  const read = [...sources.matchAll(/\b(?:input|readInt64)\('([^']+)'/g)].map(([, name]) => name)
  expect(read.filter((name) => !Object.hasOwn(action.inputs, name ?? ''))).toEqual([])
})

test('every run sets exactly the outputs of action.yml', async () => {
  const { outputs } = await runStep({ inputs: {} })
  expect(Object.keys(outputs).sort()).toEqual(Object.keys(action.outputs).sort())
})

test.each(['inputs', 'outputs'] as const)("README's table of %s has the names of action.yml", (kind) => {
  const [, table = ''] = new RegExp(`<!-- ${kind} -->(.*)<!-- /${kind} -->`, 's').exec(readme) ?? []
  const names = [...table.matchAll(/^\| `([^`]+)` \|/gm)].map(([, name]) => name)
  expect(names).toEqual(Object.keys(action[kind]))
})

test('action.yml describes every input and output in a full sentence', () => {
  for (const { description } of [...Object.values(action.inputs), ...Object.values(action.outputs)]) {
    expect(description).toMatch(/^[A-Z`].{20,}\.$/)
  }
})

test('action.yml is what a runner needs', () => {
  expect(action.runs.using).toBe('node24')
  expect(existsSync(join(root, action.runs.main))).toBe(true)
  expect(parse(readFileSync(join(root, 'action.yml'), 'utf8')).branding).toEqual({
    icon: expect.any(String),
    color: expect.any(String)
  })
})

test("README's steps use only inputs and outputs that there are", () => {
  const blocks = [...readme.matchAll(/```yaml\n(.*?)```/gs)].map(([, yaml = '']) => yaml)
  const steps = blocks.flatMap((yaml) => stepsOf(parse(yaml)))
  expect(steps.length).toBeGreaterThanOrEqual(3)
  for (const { with: inputs = {} } of steps) {
    expect(Object.keys(inputs).filter((name) => !Object.hasOwn(action.inputs, name))).toEqual([])
    expect(inputs).toMatchObject({ operation: expect.any(String), 'job-name': expect.any(String) })
  }
  const outputs = blocks.flatMap((yaml) =>
    [...yaml.matchAll(/outputs\.([a-z-]+)/g)].map(([, name = '']) => name)
  )
  expect(outputs.length).toBeGreaterThan(0)
  expect(outputs.filter((name) => !Object.hasOwn(action.outputs, name))).toEqual([])
})

interface Step {
  uses: string
  with?: Record<string, string>
}

/** Every step in a piece of YAML that uses this action. */
function stepsOf(value: unknown): Step[] {
  if (typeof value !== 'object' || value === null) return []
  const { uses } = value as Partial<Step>
  return uses?.includes('mgw-job-action') ? [value as Step] : Object.values(value).flatMap(stepsOf)
}
