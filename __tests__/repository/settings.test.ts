import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { readAction, root } from '../../scripts/action-yml.ts'

interface Update {
  'package-ecosystem': string
  directory?: string
  directories?: string[]
  schedule: { interval: string }
  cooldown: { 'default-days': number }
  groups: object
}

/** An element of an issue form (https://docs.github.com/en/communities/using-templates-to-encourage-useful-issues-and-pull-requests/syntax-for-githubs-form-schema). */
interface Element {
  type: string
  id?: string
  attributes: { label?: string; value?: string; options?: unknown[] }
}

test('Dependabot watches npm and actions, in groups and not at once, in folders that there are', () => {
  const { version, updates } = parse(read('.github/dependabot.yml')) as { version: number; updates: Update[] }
  expect(version).toBe(2)
  expect(updates.map((update) => update['package-ecosystem'])).toEqual(['npm', 'github-actions'])
  for (const { schedule, cooldown, groups, directory, directories = [directory ?? ''] } of updates) {
    expect(schedule.interval).toBe('weekly')
    expect(cooldown['default-days']).toBeGreaterThanOrEqual(7)
    expect(Object.keys(groups)).not.toEqual([])
    for (const folder of directories) expect([folder, existsSync(join(root, folder))]).toEqual([folder, true])
  }
})

test.each(globSync('.github/ISSUE_TEMPLATE/!(config).yml', { cwd: root }))('%s is a form', (file) => {
  const { name, description, body } = parse(read(file)) as {
    name: string
    description: string
    body: Element[]
  }
  expect([typeof name, typeof description]).toEqual(['string', 'string'])
  const fields = body.filter(({ type }) => type !== 'markdown')
  expect(fields.length).toBeGreaterThan(0)
  expect(new Set(fields.map(({ id }) => id)).size).toBe(fields.length)
  for (const { type, id, attributes } of fields) {
    expect(['input', 'textarea', 'dropdown', 'checkboxes']).toContain(type)
    expect(id).toMatch(/^[\w-]+$/)
    expect(attributes.label).toMatch(/\S/)
    if (type === 'dropdown' || type === 'checkboxes') expect(attributes.options?.length).toBeGreaterThan(0)
  }
})

test('who has another concern is led elsewhere', () => {
  const { contact_links: links } = parse(read('.github/ISSUE_TEMPLATE/config.yml'))
  for (const link of links) {
    expect(link).toEqual({
      name: expect.any(String),
      url: expect.stringMatching(/^https:/),
      about: expect.any(String)
    })
  }
})

test('every file has an owner', () => {
  const lines = read('.github/CODEOWNERS')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
  expect(lines[0]).toMatch(/^\* @\S+$/)
})

test('Node is of one version in action.yml, .nvmrc and package.json', () => {
  const { devDependencies } = JSON.parse(read('package.json'))
  const major = read('.nvmrc').trim()
  expect(readAction().runs.using).toBe(`node${major}`)
  expect(devDependencies.node.split('.')[0]).toBe(major)
})

test('the same bytes are checked out on every system', () => {
  expect(read('.gitattributes')).toMatch(/^\* text=auto eol=lf$/m)
  expect(read('.editorconfig')).toMatch(/^end_of_line = lf$/m)
})

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8')
}
