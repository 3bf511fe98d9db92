// Package telegramsim is a local Bot API server, as strict as the real one: a
// stand-in for api.telegram.org that tests and the demo talk to over HTTP.
//
// A Server is an http.Handler. People live in Go: Person and Group make the
// chats, Say and Press act in them, Next and NextEdit wait for what the bot
// answers. The bot lives behind HTTP and cannot tell the difference.
//
// Every request is held against the parameter table of Bot API 10.1: a method
// or a parameter that is not in it, a value of another type and a missing
// required one are noted, and Problems lists them. What Telegram would refuse
// is refused with Telegram's own codes and descriptions.
//
// # What is known of the wire
//
// Method and parameter names, types and limits come from the official data.
// Error descriptions, entity parsing, the order of checks, privacy mode and the
// rules for editing and deleting are observed from the public behaviour of the
// real server; a comment says "assumed" where nothing was published.
//
// # What is left out
//
// Webhooks, inline mode, channels, payments, albums, stickers, voice, Markdown
// parse modes, files fetched by URL and rich messages. A call that would need
// them is refused and noted as a problem, never silently accepted.
package telegramsim
