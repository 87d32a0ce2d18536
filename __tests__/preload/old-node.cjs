// Loaded before the action (node --require): the process reports an older version of Node.
Object.defineProperty(process.versions, 'node', { value: '20.19.5' })
