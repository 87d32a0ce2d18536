import { existsSync, globSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { expect, test } from '@jest/globals'
import { root } from '../../scripts/action-yml.ts'
import { brokenLinks, headingAnchors } from './links.ts'

const PAGES = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'CHANGELOG.md',
  '.github/pull_request_template.md',
  ...globSync(['docs/*.md', 'packages/*/README.md'], { cwd: root })
].map((page) => page.replaceAll('\\', '/'))

test.each(PAGES)('every link in %s leads somewhere', (page) => {
  expect(brokenLinks(readFileSync(join(root, page), 'utf8'), find(page))).toEqual([])
})

test('addresses of files on main are those of files that there are', () => {
  const text = [...PAGES, '.github/ISSUE_TEMPLATE/config.yml'].map((page) =>
    readFileSync(join(root, page), 'utf8')
  )
  const addresses = text.join('\n').matchAll(/github\.com\/[\w-]+\/mgw-job-action\/blob\/main\/([\w./-]+)/g)
  const files = [...addresses].map(([, file = '']) => file)
  expect(files.length).toBeGreaterThan(0)
  expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([])
})

test('a link that leads nowhere is found', () => {
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

test('anchors are those of GitHub', () => {
  const headings =
    '# `code` & more\n## A_b-c d\n## Ärger\n# [Link](x.md)\n## A\n## A\nText\n# 1.0E+15!\n```\n# no\n```'
  expect(headingAnchors(headings)).toEqual(['code--more', 'a_b-c-d', 'ärger', 'link', 'a', 'a-1', '10e15'])
})

/** The text of a file or the name of a folder that a page links to; undefined when there is none. */
function find(page: string): (path: string) => string | undefined {
  return (path) => {
    const file = join(root, dirname(page), decodeURIComponent(path))
    if (relative(root, file).startsWith('..') || !existsSync(file)) return undefined
    return statSync(file).isDirectory() ? '' : readFileSync(file, 'utf8')
  }
}
