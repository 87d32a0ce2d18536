// @actions/github reads the event's payload while it loads. Nothing of it is shown here, it can be megabytes, and one
// that is not JSON would end the run before its first line. So this module is imported before that one.
delete process.env.GITHUB_EVENT_PATH
