import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { root } from '../../scripts/action-yml.ts'

export interface YamlDocument {
  name: string
  text: string
}

/** Reads the files that match a pattern. */
export function files(pattern: string | string[]): YamlDocument[] {
  return globSync(pattern, { cwd: root })
    .map((name) => name.replaceAll('\\', '/'))
    .sort()
    .map((name) => ({ name, text: readFileSync(join(root, name), 'utf8') }))
}

/** Reads the workflows that people copy: the examples, and the YAML blocks of the docs, completed to workflows. */
export function documentedWorkflows(): YamlDocument[] {
  const blocks = files(['README.md', 'docs/**/*.md', 'packages/*/README.md']).flatMap(({ name, text }) =>
    [...text.matchAll(/^```yaml\n(.*?)^```/gms)].map(([, block = ''], index) => ({
      name: `${name}, block ${index + 1}`,
      text: completeWorkflow(block)
    }))
  )
  return [...files('examples/*.yml'), ...blocks]
}

/** Completes a list of steps, the body of a job, or settings without jobs to a workflow. */
export function completeWorkflow(text: string): string {
  const content = parse(text)
  if ('jobs' in content) return 'on' in content ? text : `on: push\n${text}`
  const job = '  job:\n    runs-on: ubuntu-latest'
  if (Array.isArray(content)) return `on: push\njobs:\n${job}\n    steps:\n${indent(text, 6)}`
  if ('steps' in content) return `on: push\njobs:\n${job}\n${indent(text, 4)}`
  return `on: push\n${text}jobs:\n${job}\n    steps:\n      - run: exit\n`
}

function indent(text: string, by: number): string {
  return text.replace(/^(?=.)/gm, ' '.repeat(by))
}
