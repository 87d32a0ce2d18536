import { actionClient } from './action.ts'
import type { Outcome, SdkClient, Target } from './call.ts'
import { buildGoSdk } from './go.ts'
import { startDialog } from './process.ts'
import { installPythonSdk } from './python.ts'

/** A client to compare with the others. */
export interface Candidate {
  name: string
  start: (target: Target) => SdkClient
}

function dialogClient(program: string, args: string[]): Candidate['start'] {
  return (target) => {
    const dialog = startDialog(program, args)
    dialog.write(target)
    return { call: async (call) => (await dialog.ask(call)) as Outcome, close: dialog.close }
  }
}

/** The official SDKs and the action's client. Without Go, its SDK is left out. */
export async function availableClients(): Promise<Candidate[]> {
  const [{ python, script }, go] = await Promise.all([installPythonSdk(), buildGoSdk()])
  return [
    { name: 'python', start: dialogClient(python, [script]) },
    ...(go === undefined ? [] : [{ name: 'go', start: dialogClient(go, []) }]),
    { name: 'action', start: actionClient }
  ]
}
