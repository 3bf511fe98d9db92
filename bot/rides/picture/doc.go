// Package picture draws a card's statistics as a picture that a phone shows
// well in a light and in a dark chat: on a ground of its own, in letters that
// stay readable at a third of their size. It knows no words: titles and labels
// come from the caller, in any language written in Cyrillic or Latin letters.
package picture
