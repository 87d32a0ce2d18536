/** Which functions of dist a run calls, as V8 counts them. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { EXAMPLE_CREDENTIALS, startEmulator } from 'mgw-emulator'
import type { Range } from './finish.ts'
import { runStep } from './runner.ts'

/** What Node writes with NODE_V8_COVERAGE. */
interface Coverage {
  result: {
    url: string
    /** The first range of each is the whole function. */
    functions: { ranges: { startOffset: number; endOffset: number; count: number }[] }[]
  }[]
}

/**
 * Runs the built action once against the emulator: pauses a job that there is, or one that there is not.
 *
 * @returns the functions that were called, by file of dist
 */
export async function calledFunctions(isThere: boolean): Promise<Map<string, Range[]>> {
  const emulator = await startEmulator({ jobs: [{ name: 'nightly-sync', status: 'IMPORT_JOB_DOING' }] })
  const folder = await mkdtemp(join(tmpdir(), 'mgw-coverage-'))
  try {
    const { log, outputs } = await runStep({
      inputs: {
        operation: 'pause-job',
        'job-name': isThere ? 'nightly-sync' : 'missing',
        endpoint: emulator.url,
        region: 'cn-hangzhou',
        'access-key-id': EXAMPLE_CREDENTIALS.accessKeyId,
        'access-key-secret': EXAMPLE_CREDENTIALS.accessKeySecret
      },
      env: { NODE_V8_COVERAGE: folder }
    })
    if (outputs['error-code'] !== (isThere ? '' : 'NoSuchImportJob'))
      throw new Error(`The run went wrong:\n${log}`)
    const [file = ''] = await readdir(folder)
    const { result } = JSON.parse(await readFile(join(folder, file), 'utf8')) as Coverage
    return new Map(
      result.map(({ url, functions }) => [
        basename(url),
        functions
          .flatMap(({ ranges }) => ranges.slice(0, 1))
          .filter(({ count }) => count > 0)
          .map(({ startOffset, endOffset }) => ({ start: startOffset, end: endOffset }))
      ])
    )
  } finally {
    await emulator.close()
    await rm(folder, { recursive: true })
  }
}
