import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { root } from '../../scripts/action-yml.ts'
import { files } from './documents.ts'

interface Job {
  name: string
  strategy?: { matrix: Record<string, string[]> }
}

const page = readFileSync(join(root, 'docs/maintaining.md'), 'utf8')

test('the status checks to require are those that a pull request gets, by their names', () => {
  const [, list = ''] = /^The status checks to require.*?\n\n(.*?)\n\n(?!-)/ms.exec(page) ?? []
  const required = [...list.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name)
  const [, notRequired = ''] = /^Not `([^`]+)`:/m.exec(page) ?? []
  const jobs = files(['.github/workflows/ci.yml', '.github/workflows/codeql.yml']).flatMap(({ text }) =>
    Object.values<Job>(parse(text).jobs).flatMap(checkNames)
  )
  expect([...required, notRequired].sort()).toEqual(jobs.sort())
})

test('the settings that it names are those that the workflows need', () => {
  const [release] = files('.github/workflows/release.yml').map(({ text }) => parse(text))
  expect(page).toContain(`**Environment \`${release.jobs.publish.environment}\`**`)
  const used = files('.github/workflows/*.yml').flatMap(({ text }) =>
    [...text.matchAll(/uses: ([\w-]+\/[\w-]+)/g)].map(([, name = '']) => name)
  )
  const others = used.filter((name) => !/^(actions|github)\//.test(name))
  expect(others.filter((name) => !page.includes(`\`${name}@*\``))).toEqual([])
})

/** The names under which a job reports, one for each value of its matrix. */
function checkNames({ name, strategy }: Job): string[] {
  const [[axis, values] = ['', ['']]] = Object.entries(strategy?.matrix ?? {})
  return values.map((value) => name.replace(`\${{ matrix.${axis} }}`, value))
}
