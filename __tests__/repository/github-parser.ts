/**
 * Runs GitHub's own parser of workflows and actions: reads documents as JSON from standard input, and writes the problems
 * of each as JSON to standard output. (actionlint doesn't know `queue`, `background` and `timezone` yet.)
 *
 * It is a separate program because the parser imports JSON without an import attribute. Node rejects that unless a hook
 * adds the attribute.
 */
import { registerHooks } from 'node:module'
import { json } from 'node:stream/consumers'
import type { YamlDocument } from './documents.ts'

registerHooks({
  load: (url, context, nextLoad) =>
    nextLoad(url, url.endsWith('.json') ? { ...context, importAttributes: { type: 'json' } } : context)
})
const { registerLogger, validate } = await import('@actions/languageservice')
const { TextDocument } = await import('vscode-languageserver-textdocument')

// Without a logger, an error inside the parser would go unnoticed, and the document would look valid.
const silent = () => {}
const fail = (message: string) => {
  throw new Error(message)
}
registerLogger({ error: fail, warn: fail, info: silent, log: silent })

// github.com has supported background steps since June 2026, but the parser still treats them as experimental.
const featureFlags = { isEnabled: (feature: string) => feature === 'allowBackgroundSteps' }
const config = { featureFlags } as object as Parameters<typeof validate>[1]

const problems: string[][] = []
for (const { name, text } of (await json(process.stdin)) as YamlDocument[]) {
  // The parser caches by path, and treats every name but action.yml as a workflow.
  const uri = `file:///${problems.length}/${name === 'action.yml' ? name : 'workflow.yml'}`
  const diagnostics = await validate(TextDocument.create(uri, 'yaml', 1, text), config)
  problems.push(diagnostics.map(({ message, range }) => `line ${range.start.line + 1}: ${message}`))
}
process.stdout.write(JSON.stringify(problems))
