// Loaded before the action (node --require): the process says that it is an older Node.
Object.defineProperty(process.versions, 'node', { value: '20.19.5' })
