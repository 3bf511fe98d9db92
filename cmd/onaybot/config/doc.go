// Package config loads the bot's configuration: a YAML file, defaults for
// every key that is absent from it, and environment variables over its secrets.
//
// A file that cannot be used yields one [*Error]: a message that points at the
// line, names the key by its dotted path and says what to do. It never holds
// the value of a secret, so it may be printed and logged as it is.
package config
