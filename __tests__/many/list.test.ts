import type { GetJobResp } from '@alicloud/hcs-mgw20240626'
import { expect, test } from '@jest/globals'
import { allNames } from '../../src/many/list.ts'

interface TestPage {
  names?: string[]
  jobs?: GetJobResp[]
  next?: string
  truncated?: boolean
}

/** Reads pages by their markers, and notes which were asked for. */
async function read(pages: Record<string, TestPage>): Promise<{ names: string[]; asked: string[] }> {
  const asked: string[] = []
  const names = await allNames(async (marker) => {
    asked.push(marker)
    const { names: listed = [], next, truncated, ...page } = pages[marker] ?? {}
    const jobs = page.jobs ?? listed.map((name) => ({ name }))
    return {
      statusCode: 200,
      importJob: jobs,
      truncated: truncated ?? next !== undefined,
      ...(next !== undefined && { nextMarker: next })
    }
  })
  return { names, asked }
}

test('all pages are read, whatever their order and however their markers look', async () => {
  const pages = {
    '': { names: ['c', 'a'], next: 'z' },
    z: { names: ['b'], next: 'm' },
    m: { names: ['d', 'a'] }
  }
  expect(await read(pages)).toEqual({ names: ['c', 'a', 'b', 'd'], asked: ['', 'z', 'm'] })
})

test('sub-jobs are left out, and what has no name', async () => {
  const jobs = [{ name: 'a' }, { name: 'sub', parentName: 'a' }, { name: 'b', parentName: '' }]
  expect((await read({ '': { jobs } })).names).toEqual(['a', 'b'])
})

test('a marker without Truncated says that there is more; Truncated false, that there is not', async () => {
  const pages = (truncated?: boolean) => async (marker: string) => ({
    statusCode: 200,
    importJob: [{ name: `job-${marker}` }],
    ...(truncated !== undefined && { truncated }),
    ...(marker === '' && { nextMarker: 'x' })
  })
  expect(await allNames(pages())).toEqual(['job-', 'job-x'])
  expect(await allNames(pages(false))).toEqual(['job-'])
})

test('an empty page is not the end', async () => {
  expect((await read({ '': { next: 'x' }, x: { names: ['a'] } })).names).toEqual(['a'])
})

test.each<[what: string, pages: Record<string, TestPage>, says: string]>([
  [
    'a page that comes twice',
    { '': { names: ['a'], next: '1' }, 1: { names: ['a'], next: '2' } },
    'on page 2, a page came twice'
  ],
  [
    'a NextMarker that goes back',
    { '': { names: ['a'], next: '1' }, 1: { names: ['b'], next: '1' } },
    'on page 2, NextMarker goes back'
  ],
  [
    'a NextMarker that is that of the first page',
    { '': { names: ['a'], next: '' } },
    'NextMarker is missing'
  ],
  ['no NextMarker', { '': { names: ['a'], truncated: true } }, 'on page 1, NextMarker is missing']
])('%s is an error, not a circle', async (_, pages, says) => {
  await expect(read(pages)).rejects.toMatchObject({
    code: 'InvalidResponse',
    message: expect.stringContaining(says)
  })
})

test('pages without end are an error, each new and each empty', async () => {
  let number = 0
  const endless = allNames(async () => ({
    statusCode: 200,
    importJob: [],
    truncated: true,
    nextMarker: String(++number)
  }))
  await expect(endless).rejects.toMatchObject({
    code: 'InvalidResponse',
    message: expect.stringContaining('on page 1000, there were 0 names, and an account has at most 500 jobs')
  })
  expect(number).toBe(1000)
})

test('more names than there can be are an error, also on one page, and sub-jobs count', async () => {
  const jobs = (count: number): GetJobResp[] =>
    Array.from({ length: count }, (_, index) => ({ name: `job-${index}`, parentName: index > 0 ? 'a' : '' }))
  expect((await read({ '': { jobs: jobs(10_000) } })).names).toHaveLength(1)
  await expect(read({ '': { jobs: jobs(10_001) } })).rejects.toMatchObject({
    code: 'InvalidResponse',
    message: expect.stringContaining('on page 1, there were 10001 names')
  })
})

test('of a name that is too long for a job only so much is kept that it is none', async () => {
  expect((await read({ '': { names: ['x'.repeat(1_000_000)] } })).names).toEqual(['x'.repeat(100)])
})
