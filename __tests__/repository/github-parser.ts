/**
 * GitHub's own parser of workflows and actions, as a program: reads documents as JSON from its standard input, and
 * writes what is wrong with each of them, as JSON, to its standard output. (actionlint knows neither `queue`,
 * `background` nor `timezone` yet.)
 *
 * It is a program of its own because the parser imports JSON without saying so, which Node refuses: a hook says it.
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

// What goes wrong inside of the parser would otherwise be told to nobody, and look like a sound document.
const silent = () => {}
const fail = (message: string) => {
  throw new Error(message)
}
registerLogger({ error: fail, warn: fail, info: silent, log: silent })

// Steps in the background are in use on github.com since June 2026; the parser still calls them experimental.
const featureFlags = { isEnabled: (feature: string) => feature === 'allowBackgroundSteps' }
const config = { featureFlags } as object as Parameters<typeof validate>[1]

const found: string[][] = []
for (const { name, text } of (await json(process.stdin)) as YamlDocument[]) {
  // The parser remembers what it has seen under a path, and takes whatever is not named action.yml for a workflow.
  const uri = `file:///${found.length}/${name === 'action.yml' ? name : 'workflow.yml'}`
  const diagnostics = await validate(TextDocument.create(uri, 'yaml', 1, text), config)
  found.push(diagnostics.map(({ message, range }) => `line ${range.start.line + 1}: ${message}`))
}
process.stdout.write(JSON.stringify(found))
