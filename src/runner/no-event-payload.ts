// Import this before @actions/github, which parses the event's payload as it loads. The action doesn't use the payload,
// which can be megabytes, and invalid JSON would crash the step.
delete process.env.GITHUB_EVENT_PATH
