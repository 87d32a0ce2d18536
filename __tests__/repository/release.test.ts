import { execFileSync } from 'node:child_process'
import { globSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { root } from '../../scripts/action-yml.ts'
import { files } from './documents.ts'

interface Job {
  environment?: string
  needs?: string
  permissions?: Record<string, string>
  steps: { name?: string; uses?: string; run?: string; with?: Record<string, unknown> }[]
}

const [workflow] = files('.github/workflows/release.yml').map(({ text }) => parse(text))
const { verify, publish }: { verify: Job; publish: Job } = workflow.jobs

describe('a release', () => {
  test('is published only after its checks, by one job that waits for a reviewer', () => {
    expect(Object.keys(workflow.jobs)).toEqual(['verify', 'publish'])
    expect(publish).toMatchObject({ needs: 'verify', environment: 'release' })
  })

  test('gives a right to write to no job that runs code of dependencies', () => {
    expect(workflow.permissions).toEqual({})
    expect(verify.permissions).toEqual({ contents: 'read' })
    expect(runs(verify)).toEqual(expect.arrayContaining(['npm ci', 'npm test']))
    expect(runs(publish).filter((run) => /\bnp[mx]\b/.test(run))).toEqual([])
  })

  test('begins, in either job, with a look at the tag: nothing is attested, published or moved before', () => {
    expect(runs(verify)[0]).toContain('check-tag.ts')
    const writing = publish.steps.findIndex(({ uses = '', run = '' }) =>
      /^actions\/attest@|\bgh /.test(uses + run)
    )
    const looking = publish.steps.findIndex(({ run }) => run?.includes('check-tag.ts'))
    expect(looking).toBeGreaterThan(0)
    expect(writing).toBeGreaterThan(looking)
    expect(publish.steps.at(-1)?.name).toBe('Move the tag of the major version')
  })

  test('attests every file that runs: action.yml and all of dist', () => {
    const attest = publish.steps.find(({ uses }) => uses?.startsWith('actions/attest@'))
    const patterns = String(attest?.with?.['subject-path']).trim().split('\n')
    const attested = globSync(patterns, { cwd: root }).map((file) => file.replaceAll('\\', '/'))
    const committed = execFileSync('git', ['ls-files', 'action.yml', 'dist'], { cwd: root, encoding: 'utf8' })
    expect(attested.sort()).toEqual(committed.trim().split('\n').sort())
    expect(attested).toContain('dist/index.js')
  })
})

test.each(['dist/index.js', 'dist/licenses.txt', 'package-lock.json'])('%s is shown in reviews', (file) => {
  expect(attributeOf(file)).toBe(`${file}: linguist-generated: unset\n`)
})

test('no file at all is hidden in reviews', () => {
  const all = execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' }).trim().split('\n')
  expect(
    attributeOf(...all)
      .split('\n')
      .filter((line) => /: (set|true)$/.test(line))
  ).toEqual([])
})

function attributeOf(...names: string[]): string {
  return execFileSync('git', ['check-attr', 'linguist-generated', '--', ...names], {
    cwd: root,
    encoding: 'utf8'
  })
}

function runs({ steps }: Job): string[] {
  return steps.flatMap(({ run }) => run ?? [])
}
