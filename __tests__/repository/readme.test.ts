import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { root } from '../../scripts/action-yml.ts'

const english = readFileSync(join(root, 'README.md'), 'utf8')
const chinese = readFileSync(join(root, 'README.zh-CN.md'), 'utf8')

test.each([english, chinese])('a README has at most 200 lines', (readme) => {
  expect(readme.trimEnd().split('\n').length).toBeLessThanOrEqual(200)
})

test('each README links to the other one in its first line', () => {
  expect(english.split('\n')[0]).toContain('(README.zh-CN.md)')
  expect(chinese.split('\n')[0]).toContain('(README.md)')
})

describe('the Chinese README has the same', () => {
  test.each([
    ['code blocks', codeBlocks, 6],
    ["first columns of tables, as the tables' rows", firstColumns, 10],
    ['headings, by their levels', headingLevels, 10],
    ['callouts', callouts, 3],
    ['links to files of the repository', fileLinks, 20]
  ])('%s', (_, partsOf, atLeast) => {
    expect(partsOf(chinese)).toEqual(partsOf(english))
    expect(partsOf(english).length).toBeGreaterThanOrEqual(atLeast)
  })
})

function codeBlocks(page: string): string[] {
  return page.match(/^```.*?^```$/gms) ?? []
}

/** Without the heads, which are translated. */
function firstColumns(page: string): string[] {
  return [...page.matchAll(/^\| (.*?) \|.*$(?!\n\| ---)/gm)].map(([, cell = '']) => cell)
}

function headingLevels(page: string): string[] {
  return prose(page).match(/^#+(?= )/gm) ?? []
}

function callouts(page: string): string[] {
  return page.match(/^> \[!\w+\]$/gm) ?? []
}

/** Sorted, because a sentence can name its parts in another order. */
function fileLinks(page: string): string[] {
  const links = [...prose(page).matchAll(/\]\(([^)]+)\)/g)].map(([, target = '']) => target)
  return links.filter((target) => !target.startsWith('https:') && !target.startsWith('README')).sort()
}

function prose(page: string): string {
  return page.replace(/^```.*?^```$/gms, '')
}
