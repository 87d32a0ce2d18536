import { existsSync, globSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { expect, test } from '@jest/globals'
import { root } from '../../scripts/action-yml.ts'
import { brokenLinks, headingAnchors } from './links.ts'

const PAGES = [
  'README.md',
  'README.zh-CN.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'CHANGELOG.md',
  '.github/pull_request_template.md',
  ...globSync(['docs/**/*.md', 'packages/*/README.md'], { cwd: root })
].map((page) => page.replaceAll('\\', '/'))

test.each(PAGES)('the links in %s resolve', (page) => {
  expect(brokenLinks(readFileSync(join(root, page), 'utf8'), find(page))).toEqual([])
})

test('URLs of files on main name existing files', () => {
  const text = [...PAGES, '.github/ISSUE_TEMPLATE/config.yml'].map((page) => readFileSync(join(root, page), 'utf8'))
  const urls = text.join('\n').matchAll(/github\.com\/[\w-]+\/mgw-job-action\/blob\/main\/([\w./-]+)/g)
  const files = [...urls].map(([, file = '']) => file)
  expect(files.length).toBeGreaterThan(0)
  expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([])
})

test('finds broken links', () => {
  const text = [
    '# A title, and `code`',
    '[a](other.md) [b](missing.md) [c](#a-title-and-code) [d](#a-title)',
    '[e](other.md#there) [f](other.md#not-there) [g](https://example.com/x#y)',
    '![h](missing.png) [i][ref] [j][no-ref]',
    '```',
    '[k](in-code.md)',
    '```',
    '`[l](in-code.md)`',
    '',
    '[ref]: other.md'
  ].join('\n')
  const files: Record<string, string> = { 'other.md': '# There' }
  expect(brokenLinks(text, (path) => files[path])).toEqual([
    'missing.md',
    '#a-title',
    'other.md#not-there',
    'missing.png',
    '[j][no-ref]'
  ])
})

test('computes anchors as GitHub does', () => {
  const headings = '# `code` & more\n## A_b-c d\n## Ärger\n# [Link](x.md)\n## A\n## A\nText\n# 1.0E+15!\n```\n# no\n```'
  expect(headingAnchors(headings)).toEqual(['code--more', 'a_b-c-d', 'ärger', 'link', 'a', 'a-1', '10e15'])
})

/** Returns the text of a file that a page links to, an empty string for a folder, undefined if there is neither. */
function find(page: string): (path: string) => string | undefined {
  return (path) => {
    const file = join(root, dirname(page), decodeURIComponent(path))
    if (relative(root, file).startsWith('..') || !existsSync(file)) return undefined
    return statSync(file).isDirectory() ? '' : readFileSync(file, 'utf8')
  }
}
