// Loaded before the action (node --require): tells on stderr, at the end, the most memory that the process had, in MiB.
process.on('exit', () => process.stderr.write(String(process.resourceUsage().maxRSS / 1024)))
