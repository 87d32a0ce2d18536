// Measures the startup and exit of Node itself.
