import { jest } from '@jest/globals'

/** Runs what tells the runner of secrets. It is not shown: there is no runner. */
export async function quietly<T>(run: () => T | Promise<T>): Promise<T> {
  const stdout = jest.spyOn(process.stdout, 'write').mockReturnValue(true)
  try {
    return await run()
  } finally {
    stdout.mockRestore()
  }
}
