-- How long a reading may be due, in milliseconds: of the cards that are due, the one whose slack ends first is read first.
ALTER TABLE cards ADD COLUMN slack INTEGER NOT NULL DEFAULT 0;
DROP INDEX cards_next;
CREATE INDEX cards_next ON cards (next_at, slack) WHERE next_at IS NOT NULL;
CREATE INDEX cards_urgent ON cards (next_at + slack, next_at) WHERE next_at IS NOT NULL;
