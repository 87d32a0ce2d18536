import type { GetJobResp } from '@alicloud/hcs-mgw20240626'
import { describe, expect, test } from '@jest/globals'
import { type ErrorCode, startEmulator } from 'mgw-emulator'
import { describeNoMatch, listNames, resolveJobs, selectJobs } from '../../src/batch/select-jobs.ts'
import { type JobSelection, readJobs, toRegExp } from '../../src/inputs/job-selection.ts'
import { fc } from '../fast-check.ts'
import { expectCpuTime } from '../support/cpu-time.ts'
import { createInputs } from '../support/create-inputs.ts'
import { withStep } from '../support/environment.ts'
import { emulatorService } from '../support/job-client.ts'
import { flatten } from '../support/results.ts'
import { testRun } from '../support/test-run.ts'

describe('resolveJobs', () => {
  /** Resolves a selection on an emulator that has these jobs. */
  async function resolve(
    include: string[],
    listed: string[],
    { exclude = [], maxJobs = 50, code }: { exclude?: string[]; maxJobs?: number; code?: ErrorCode } = {}
  ) {
    const { policy, limits, logger, clock } = testRun()
    const jobs = listed.map((name) => ({ name }))
    const emulator = await startEmulator({ now: clock.wallTime, jobs })
    if (code !== undefined) emulator.fail({ code, times: Number.POSITIVE_INFINITY })
    const inputs = createInputs(
      { name: 'get-job' },
      {
        jobs: { include, exclude, isSingle: false },
        batch: { maxJobs, maxParallel: 5, failFast: false }
      }
    )
    try {
      const resolved = await resolveJobs({ inputs, service: emulatorService(emulator), policy, limits })
      const { changed: _, ...found } = 'names' in resolved ? { ...resolved, changed: false } : flatten(resolved)
      return { ...found, requests: emulator.requests.length, warnings: logger.warnings }
    } finally {
      await emulator.close()
    }
  }

  test('sends no request for plain names, even if a pattern is excluded', async () => {
    expect(await resolve(['job-b', 'job-a'], [])).toEqual({
      names: ['job-b', 'job-a'],
      requests: 0,
      warnings: []
    })
    const excluding = await resolve(['job-a'], [], { exclude: ['job-a?'] })
    expect(excluding).toMatchObject({ names: ['job-a'], requests: 0 })
  })

  test('lists the jobs for a pattern, and warns about a pattern that matches none', async () => {
    expect(await resolve(['photos-*', 'x-*'], ['photos-a', 'invoices'])).toEqual({
      names: ['photos-a'],
      requests: 1,
      warnings: [expect.stringContaining('x-* matches no job')]
    })
  })

  test.each<[reason: string, listed: string[], maxJobs: number, code: string]>([
    ['no job matches', ['invoices'], 50, 'NoSuchImportJob'],
    ['more jobs match than max-jobs', ['photos-a', 'photos-b'], 1, 'InvalidArgument']
  ])('returns an error without warnings if %s', async (_, listed, maxJobs, code) => {
    const resolved = await resolve(['photos-*', 'x-*'], listed, { maxJobs })
    expect(resolved).toEqual({
      error: expect.objectContaining({ code }),
      statusCode: 200,
      note: undefined,
      requests: 1,
      warnings: []
    })
  })

  test.each<[code: ErrorCode, statusCode: number, note: string | undefined]>([
    ['InternalError', 500, undefined],
    ['AccessDenied', 403, 'mgw:ListImportJob']
  ])('returns an error without warnings if ListJob fails with %s', async (code, statusCode, note) => {
    const resolved = await resolve(['photos-*', 'x-*'], ['photos-a'], { code })
    expect(resolved).toMatchObject({ error: { code, statusCode }, warnings: [] })
    expect(resolved).toHaveProperty('note', note === undefined ? undefined : expect.stringContaining(note))
    expect(resolved).not.toHaveProperty('names')
  })
})

interface TestPage {
  names?: string[]
  jobs?: GetJobResp[]
  next?: string
  truncated?: boolean
}

describe('listNames', () => {
  /** Reads pages by their markers, and records the markers. */
  async function read(pages: Record<string, TestPage>): Promise<{ names: string[]; markers: string[] }> {
    const markers: string[] = []
    const names = await listNames(async (marker) => {
      markers.push(marker)
      const { names: listed = [], next, truncated, ...page } = pages[marker] ?? {}
      const jobs = page.jobs ?? listed.map((name) => ({ name }))
      return {
        statusCode: 200,
        importJob: jobs,
        truncated: truncated ?? next !== undefined,
        ...(next !== undefined && { nextMarker: next })
      }
    })
    return { names, markers }
  }

  test('reads all pages, whatever their order and their markers', async () => {
    const pages = {
      '': { names: ['c', 'a'], next: 'z' },
      z: { names: ['b'], next: 'm' },
      m: { names: ['d', 'a'] }
    }
    expect(await read(pages)).toEqual({ names: ['c', 'a', 'b', 'd'], markers: ['', 'z', 'm'] })
  })

  test('leaves out sub-jobs', async () => {
    const jobs = [{ name: 'a' }, { name: 'sub', parentName: 'a' }, { name: 'b', parentName: '' }]
    expect((await read({ '': { jobs } })).names).toEqual(['a', 'b'])
  })

  test('reads on after a NextMarker without Truncated, but not if Truncated is false', async () => {
    const pages = (truncated?: boolean) => async (marker: string) => ({
      statusCode: 200,
      importJob: [{ name: `job-${marker}` }],
      ...(truncated !== undefined && { truncated }),
      ...(marker === '' && { nextMarker: 'x' })
    })
    expect(await listNames(pages())).toEqual(['job-', 'job-x'])
    expect(await listNames(pages(false))).toEqual(['job-'])
  })

  test('reads on after an empty page', async () => {
    expect((await read({ '': { next: 'x' }, x: { names: ['a'] } })).names).toEqual(['a'])
  })

  test.each<[problem: string, pages: Record<string, TestPage>, message: string]>([
    [
      'a repeated page',
      { '': { names: ['a'], next: '1' }, 1: { names: ['a'], next: '2' } },
      'on page 2, a page came twice'
    ],
    [
      'a repeated NextMarker',
      { '': { names: ['a'], next: '1' }, 1: { names: ['b'], next: '1' } },
      'on page 2, NextMarker goes back'
    ],
    ["the first page's marker as NextMarker", { '': { names: ['a'], next: '' } }, 'NextMarker is missing'],
    ['Truncated without NextMarker', { '': { names: ['a'], truncated: true } }, 'on page 1, NextMarker is missing']
  ])('rejects %s', async (_, pages, message) => {
    await expect(read(pages)).rejects.toMatchObject({
      code: 'InvalidResponse',
      message: expect.stringContaining(message)
    })
  })

  test('rejects empty pages without end', async () => {
    let number = 0
    const endless = listNames(async () => ({
      statusCode: 200,
      importJob: [],
      truncated: true,
      nextMarker: String(++number)
    }))
    await expect(endless).rejects.toMatchObject({
      code: 'InvalidResponse',
      message: expect.stringContaining('on page 1000, there were 0 names, but a region has at most 500 jobs')
    })
    expect(number).toBe(1000)
  })

  test('rejects more than 10,000 names, including sub-jobs', async () => {
    const jobs = (count: number): GetJobResp[] =>
      Array.from({ length: count }, (_, index) => ({
        name: `job-${index}`,
        parentName: index > 0 ? 'a' : ''
      }))
    expect((await read({ '': { jobs: jobs(10_000) } })).names).toHaveLength(1)
    await expect(read({ '': { jobs: jobs(10_001) } })).rejects.toMatchObject({
      code: 'InvalidResponse',
      message: expect.stringContaining('on page 1, there were 10001 names')
    })
  })

  test('keeps the first 100 characters of a name that is too long', async () => {
    expect((await read({ '': { names: ['x'.repeat(1_000_000)] } })).names).toEqual(['x'.repeat(100)])
  })
})

/** Parses a selection, as in `photos-*, !photos-b`. */
function selection(text: string): JobSelection {
  const parts = text.split(', ')
  return {
    include: parts.filter((part) => !part.startsWith('!')),
    exclude: parts.filter((part) => part.startsWith('!')).map((part) => part.slice(1)),
    isSingle: false
  }
}

const LISTED = ['photos-b', 'photos-a', 'Photos-c', 'invoices', 'backups-2024', 'backups-2025']

test.each<[text: string, names: string[]]>([
  ['photos-*', ['photos-a', 'photos-b']],
  ['*', ['Photos-c', 'backups-2024', 'backups-2025', 'invoices', 'photos-a', 'photos-b']],
  ['invoices, photos-*, backups-2025', ['invoices', 'photos-a', 'photos-b', 'backups-2025']],
  ['photos-b, photos-*', ['photos-b', 'photos-a']],
  ['photos-*, photos-a, *-a', ['photos-a', 'photos-b']],
  ['!*-2024, backups-*', ['backups-2025']],
  ['backups-*, !backups-2025', ['backups-2024']],
  ['not-there, photos-?', ['not-there', 'photos-a', 'photos-b']],
  ['Photos-*', ['Photos-c']]
])('selects the jobs of %s', (text, names) => {
  expect(selectJobs(selection(text), LISTED).names).toEqual(names)
})

test('selects plain names without a list', () => {
  expect(selectJobs(selection('photos, invoices, !in*'), undefined).names).toEqual(['photos'])
})

describe('warns', () => {
  const warnings = (text: string, listed = LISTED): string[] => selectJobs(selection(text), listed).warnings

  test('once about all invalid names', () => {
    const strange = ['::error::x\n::stop-commands::y', '<b>', '__proto__', 'a/../b', 'good-job']
    expect(selectJobs(selection('*'), strange).names).toEqual(['good-job'])
    expect(warnings('*', strange)).toEqual([
      'ListJob returned 4 invalid job names, left out: "::error::x\\n::stop-commands::y", "<b>", "__proto__" and 1 more.'
    ])
    expect(warnings('*', ['x'.repeat(10_000_000), 'good-job'])[0]?.length).toBeLessThan(200)
  })

  test('about parts that match no job, and suggests similar names', () => {
    expect(warnings('photos-*, bakcups-*')).toEqual([
      'In job-name, bakcups-* matches no job. The closest are backups-2024 and backups-2025.'
    ])
    expect(warnings('*, !photos-d')).toEqual([
      'In job-name, !photos-d matches no job. The closest are Photos-c, photos-a and photos-b.'
    ])
    expect(warnings('*, !photos-*')).toEqual([])
  })
})

test.each<[jobName: string, listed: string[] | undefined, message: string]>([
  ['phtos-*', LISTED, 'No job matches job-name, "phtos-*". The closest are Photos-c'],
  ['PHOTOS-A*', LISTED, 'The closest are photos-a'],
  ['zzz*', LISTED, 'Jobs in this region: Photos-c, backups-2024, backups-2025'],
  ['?', LISTED, 'Jobs in this region: Photos-c'],
  ['zzz*', [], 'there are no jobs in this account and region'],
  ['photos-a*, !photos-*', LISTED, 'it also excludes what it matches (photos-a)'],
  ['photos, !ph*', undefined, '"photos, !ph*": it also excludes every name']
])('explains why no job matches %s', (jobName, listed, message) => {
  expect(selectJobs(selection(jobName), listed).names).toEqual([])
  expect(describeNoMatch(selection(jobName), listed)).toContain(message)
})

test.each<[pattern: string, name: string, expected: boolean]>([
  ['*', '', true],
  ['a*', 'a', true],
  ['a*', 'ba', false],
  ['*a', 'ba', true],
  ['a?c', 'abc', true],
  ['a?c', 'ac', false],
  ['a*b*c', 'a-b-b-c', true],
  ['a*b*c', 'a-c-b', false],
  ['**', 'abc', true],
  ['a.c', 'abc', false],
  ['abc', 'abc', true],
  ['abc', 'abcd', false]
])('the pattern %j matches %j: %s', (pattern, name, expected) => {
  expect(toRegExp(pattern).test(name)).toBe(expected)
})

/** The definition of a pattern, without regard to how long it takes. */
function matches(pattern: string, name: string): boolean {
  if (pattern === '') return name === ''
  if (pattern[0] === '*') return matches(pattern.slice(1), name) || (name !== '' && matches(pattern, name.slice(1)))
  return name !== '' && (pattern[0] === '?' || pattern[0] === name[0]) && matches(pattern.slice(1), name.slice(1))
}

test('a pattern matches what its definition says', () => {
  const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*', '*', '?'), maxLength: 10 })
  const name = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 12 })
  fc.assert(
    fc.property(pattern, name, (text, one) => {
      expect(toRegExp(text).test(one)).toBe(matches(text, one))
    }),
    { numRuns: 2000 }
  )
})

const MANY = Array.from({ length: 10_000 }, (_, index) => `${'a'.repeat(58)}${String(index).padStart(5, '0')}`)

test.each([
  ['many stars', (index: number) => `${'*a'.repeat(30)}*b${index}`],
  ['a long part', (index: number) => `*${'a'.repeat(30)}b${index}*`],
  ['many question marks', (index: number) => `*${'?a'.repeat(15)}b${index}*`],
  ['one star', (index: number) => `a*b${index}`],
  ['stars only', (index: number) => `${'*'.repeat(59)}b${index}`]
])('100 patterns and 10,000 names take at most 2 s of CPU: %s', (_, write) => {
  const include = Array.from({ length: 50 }, (_, index) => write(index))
  const exclude = Array.from({ length: 50 }, (_, index) => write(index + 50))
  /** Each is what one step does. */
  const steps = [
    () => expect(selectJobs({ include: ['*', ...include], exclude, isSingle: false }, MANY).names).toHaveLength(10_000),
    () => {
      expect(selectJobs({ include, exclude, isSingle: false }, MANY).names).toHaveLength(0)
      expect(describeNoMatch({ include, exclude, isSingle: false }, MANY)).toContain('No job matches')
    }
  ]
  for (const step of steps) expectCpuTime(step, 2)
})

test.each([
  ['to exclude', `*,${'!*b,'.repeat(30_000)}`, 10_000],
  ['to include', `a*,${'*b,'.repeat(40_000)}`, 10_000],
  ['without a match', '*b,'.repeat(40_000), 0]
])('120 KB of one pattern and 10,000 names take at most 2 s of CPU: %s', (_, text, count) => {
  expectCpuTime(() => {
    const jobs = withStep({ 'job-name': text }, {}, readJobs)
    expect(selectJobs(jobs, MANY).names).toHaveLength(count)
    describeNoMatch(jobs, MANY)
  }, 2)
})

test('reports the first of many unmatched patterns quickly', () => {
  const listed = Array.from({ length: 500 }, (_, index) => `${'a'.repeat(20)}${index}`)
  const include = Array.from({ length: 500 }, (_, index) => `*${'b'.repeat(20)}${index}`)
  const startedAt = performance.now()
  expect(describeNoMatch({ include, exclude: [], isSingle: false }, listed)).toContain('Jobs in this region: aaa')
  expect(selectJobs({ include: ['*', ...include], exclude: [], isSingle: false }, listed).warnings[0]).toMatch(
    /bbb9 and 490 more match no job\.$/
  )
  expect(performance.now() - startedAt).toBeLessThan(3000)
})
