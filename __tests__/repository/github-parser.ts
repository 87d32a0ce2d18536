/**
 * GitHub's own parser of workflows and actions, as a program: reads a `Request` as JSON from its standard input, and
 * writes what is wrong with each document, as JSON, to its standard output.
 *
 * It is a program of its own because that parser imports JSON without saying so, which neither Node nor jest likes: a
 * hook says it in its place.
 */
import { registerHooks } from 'node:module'
import { json } from 'node:stream/consumers'
import type { WorkflowContext } from '@actions/languageservice/context/workflow-context'

/** One YAML file, under the path that tells a workflow from an action. */
export interface YamlDocument {
  path: string
  text: string
}

export interface Request {
  documents: YamlDocument[]
  /** What `uses:` calls the action whose names are known, without its version. */
  uses: string
  /** What action.yml declares for it. */
  inputs: Record<string, { description: string; required?: boolean; default?: string }>
  outputs: Record<string, { description: string }>
}

registerHooks({
  load: (url, context, nextLoad) =>
    nextLoad(url, url.endsWith('.json') ? { ...context, importAttributes: { type: 'json' } } : context)
})
const { registerLogger, validate } = await import('@actions/languageservice')
const { DescriptionDictionary, FeatureFlags, data } = await import('@actions/expressions')
const { TextDocument } = await import('vscode-languageserver-textdocument')

// What goes wrong inside of the parser would otherwise be told to nobody, and look like a sound document.
const silent = () => {}
const fail = (message: string) => {
  throw new Error(message)
}
registerLogger({ error: fail, warn: fail, info: silent, log: silent })

const { documents, uses, inputs, outputs } = (await json(process.stdin)) as Request

const config = {
  // Steps in the background are in use on github.com since June 2026; the parser still calls them experimental.
  featureFlags: new FeatureFlags({ allowBackgroundSteps: true }),
  actionsMetadataProvider: {
    // Without declared inputs, an action is not checked: nothing is known of those of others.
    fetchActionMetadata: async ({ owner, name }: { owner: string; name: string }) =>
      `${owner}/${name}` === uses ? { name, description: name, inputs } : { name, description: name }
  },
  contextProviderConfig: {
    getContext: async (
      name: string,
      context: InstanceType<typeof DescriptionDictionary> | undefined,
      place: WorkflowContext
    ) => (name === 'steps' && context !== undefined ? withDeclaredOutputs(context, place) : undefined)
  }
}

const found: string[][] = []
for (const { path, text } of documents) {
  const document = TextDocument.create(`file:///repository/${path}`, 'yaml', 1, text)
  const diagnostics = await validate(document, config)
  found.push(diagnostics.map(({ message, range }) => `line ${range.start.line + 1}: ${message}`))
}
process.stdout.write(JSON.stringify(found))

/** The steps that can be read at a place, where those that use the action have its declared outputs and no others. */
function withDeclaredOutputs(context: InstanceType<typeof DescriptionDictionary>, { job }: WorkflowContext) {
  const steps = new DescriptionDictionary()
  const ours = new Set(
    job !== undefined && 'steps' in job
      ? job.steps.flatMap((step) =>
          'uses' in step && step.uses.value.startsWith(`${uses}@`) ? [step.id.toLowerCase()] : []
        )
      : []
  )
  for (const { key, value } of context.pairs()) steps.add(key, ours.has(key.toLowerCase()) ? step() : value)
  return steps
}

function step() {
  const declared = Object.keys(outputs).map((key) => ({ key, value: new data.StringData('') }))
  return new DescriptionDictionary(
    { key: 'outputs', value: new DescriptionDictionary(...declared) },
    { key: 'conclusion', value: new data.Null() },
    { key: 'outcome', value: new data.Null() }
  )
}
